/** Notifies observers, the MDC of the logs and the JDK's flight recorder of activities. */
@NullMarked
package org.morango.internal.observation;

import org.jspecify.annotations.NullMarked;
