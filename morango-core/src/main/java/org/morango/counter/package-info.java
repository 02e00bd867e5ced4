/**
 * Filter-specific instance counters: what each peer knows of each instance by partition, and from that what one peer
 * lacks. Immutable values and pure functions. Protocol section 6.
 */
@NullMarked
package org.morango.counter;

import org.jspecify.annotations.NullMarked;
