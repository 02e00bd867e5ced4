/** Reports a peer's activity to Micrometer. */
@NullMarked
package org.morango.micrometer;

import org.jspecify.annotations.NullMarked;
