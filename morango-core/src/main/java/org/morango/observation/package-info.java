/** Observes what a peer does: for meters, traces and logs, without changing how it is done. */
@NullMarked
package org.morango.observation;

import org.jspecify.annotations.NullMarked;
