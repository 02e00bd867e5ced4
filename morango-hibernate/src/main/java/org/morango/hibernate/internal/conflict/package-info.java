/**
 * Conflicts: the strategy of each model, and the listeners. Not API. Strategies decide by contents alone; they do not use
 * the database.
 */
@NullMarked
package org.morango.hibernate.internal.conflict;

import org.jspecify.annotations.NullMarked;
