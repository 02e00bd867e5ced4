/** Tells observers, the logs' context and the JDK's flight recorder what is being done. */
@NullMarked
package org.morango.internal.observation;

import org.jspecify.annotations.NullMarked;
