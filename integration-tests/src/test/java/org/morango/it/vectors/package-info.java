/** Compatibility with Python Morango: recorded dialogues, dialects, and answers. */
@NullMarked
package org.morango.it.vectors;

import org.jspecify.annotations.NullMarked;
