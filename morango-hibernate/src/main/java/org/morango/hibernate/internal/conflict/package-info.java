/** What becomes of conflicts: the strategy of each model, and who hears of them. */
@NullMarked
package org.morango.hibernate.internal.conflict;

import org.jspecify.annotations.NullMarked;
