/** A small model for the tests of the test kit. */
@NullMarked
package org.morango.testkit.model;

import org.jspecify.annotations.NullMarked;
