/** Rules that merge a received record with the local one. Pure functions. */
@NullMarked
package org.morango.merge;

import org.jspecify.annotations.NullMarked;
