/** The code of the project's README, word for word. */
@NullMarked
package org.morango.testkit.readme;

import org.jspecify.annotations.NullMarked;
