/** Reads the project's documents, to see that what they show is so. */
@NullMarked
package org.morango.documents;

import org.jspecify.annotations.NullMarked;
