package org.morango.hibernate;

import org.morango.merge.ResolvedConflict;

/**
 * Hears of conflicts that have been resolved. Called after the transaction that has resolved them, in the thread of the
 * sync, one by one; the sync goes on when it returns. What it throws is logged, and changes nothing. If the process dies
 * in between, it does not hear of them; {@link Conflicts} lists them still.
 */
@FunctionalInterface
public interface ConflictListener {
    void onConflict(ResolvedConflict conflict);
}
