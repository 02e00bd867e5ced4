/** Conflicts: the strategy of each model, and the listeners. */
@NullMarked
package org.morango.hibernate.internal.conflict;

import org.jspecify.annotations.NullMarked;
