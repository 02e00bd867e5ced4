/** Values of a sync: sync sessions, transfer sessions and their stages. Protocol sections 1 and 5. */
@NullMarked
package org.morango.session;

import org.jspecify.annotations.NullMarked;
