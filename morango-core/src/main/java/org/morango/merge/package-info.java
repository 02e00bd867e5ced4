/** Rules that merge a received record with the local one. Pure functions that know nothing of sessions and networks. */
@NullMarked
package org.morango.merge;

import org.jspecify.annotations.NullMarked;
