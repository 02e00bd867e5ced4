/**
 * Peers that keep in sync by themselves: whom to sync with, the state of it, and the thread that does it. How records
 * travel is a matter of {@link org.morango.client}.
 */
@NullMarked
package org.morango.live;

import org.jspecify.annotations.NullMarked;
