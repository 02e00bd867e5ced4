/** Simulated networks of peers on replicas in memory and on H2. */
@NullMarked
package org.morango.it.simulation;

import org.jspecify.annotations.NullMarked;
