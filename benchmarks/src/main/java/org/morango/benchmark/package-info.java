/** Measures whole syncs and their parts. Compares each with something else in the same run. */
@NullMarked
package org.morango.benchmark;

import org.jspecify.annotations.NullMarked;
