/**
 * Simulation of networks of peers. One seed determines everything that happens, including all faults.
 * {@link org.morango.testkit.simulation.Simulation} is the entry point.
 */
@NullMarked
package org.morango.testkit.simulation;

import org.jspecify.annotations.NullMarked;
