/**
 * Filter-specific instance counters: what each peer holds of each instance by partition, and what one peer lacks of
 * another. Immutable values and pure functions. See docs/protocol.md, "FSIC".
 */
@NullMarked
package org.morango.counter;

import org.jspecify.annotations.NullMarked;
