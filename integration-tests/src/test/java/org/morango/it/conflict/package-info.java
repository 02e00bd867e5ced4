/** Conflicts between several peers, and convergence whatever the order of their syncs. */
@NullMarked
package org.morango.it.conflict;

import org.jspecify.annotations.NullMarked;
