/** Signals, observers, audit events, and the log. */
@NullMarked
package org.morango.it.observation;

import org.jspecify.annotations.NullMarked;
