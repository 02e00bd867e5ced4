/**
 * Tests of applications and of this library: {@link org.morango.testkit.Peers} starts peers,
 * {@link org.morango.testkit.Convergence} compares them, and an in-memory replica is the reference model.
 */
@NullMarked
package org.morango.testkit;

import org.jspecify.annotations.NullMarked;
