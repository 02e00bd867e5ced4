/**
 * Whole networks of peers in one thread's time: everything that can happen, and go wrong, follows from one seed.
 * {@link org.morango.testkit.simulation.Simulation} is the entry point.
 */
@NullMarked
package org.morango.testkit.simulation;

import org.jspecify.annotations.NullMarked;
