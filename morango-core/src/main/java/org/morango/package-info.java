/** The entry point of the library and the superclass of its errors. */
@NullMarked
package org.morango;

import org.jspecify.annotations.NullMarked;
