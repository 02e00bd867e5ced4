/** The code of the project's README, word for word. */
@NullMarked
package org.morango.it.documents;

import org.jspecify.annotations.NullMarked;
