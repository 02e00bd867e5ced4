package org.morango.merge;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears of conflicts that have been resolved. Called after the transaction that has resolved them, in the thread of the
 * sync, one by one; the sync goes on when it returns. What it throws is logged, and changes nothing. If the process dies
 * in between, it does not hear of them; what has lost is kept with the record all the same.
 */
@FunctionalInterface
public interface ConflictListener {
    void onConflict(ResolvedConflict conflict);

    /** This one, logging what it throws. */
    static ConflictListener logging(ConflictListener listener) {
        Logger log = LoggerFactory.getLogger(ConflictListener.class);
        return conflict -> {
            try {
                listener.onConflict(conflict);
            } catch (RuntimeException e) {
                log.error(
                        "The listener has failed to hear of a conflict of {} {}",
                        conflict.modelName(),
                        conflict.recordId(),
                        e);
            }
        };
    }
}
