/** The rules by which a received record and the local one become one. Pure functions. */
@NullMarked
package org.morango.merge;

import org.jspecify.annotations.NullMarked;
