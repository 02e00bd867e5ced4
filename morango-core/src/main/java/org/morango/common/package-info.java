/** The few types that every package needs: the root of all errors, threads, the mark of what may still change. */
@NullMarked
package org.morango.common;

import org.jspecify.annotations.NullMarked;
