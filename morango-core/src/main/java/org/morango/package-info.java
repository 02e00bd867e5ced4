/** The entry point of the library and the root of its errors. */
@NullMarked
package org.morango;

import org.jspecify.annotations.NullMarked;
