/** Reads the project's documents, so that tests can check them. */
@NullMarked
package org.morango.documents;

import org.jspecify.annotations.NullMarked;
