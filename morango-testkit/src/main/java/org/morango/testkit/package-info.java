/** For tests of applications and of this library: an in-memory replica that serves as the reference model. */
@NullMarked
package org.morango.testkit;

import org.jspecify.annotations.NullMarked;
