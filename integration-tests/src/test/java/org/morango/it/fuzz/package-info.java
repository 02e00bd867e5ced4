/** Invalid and malicious messages, made at random. */
@NullMarked
package org.morango.it.fuzz;

import org.jspecify.annotations.NullMarked;
