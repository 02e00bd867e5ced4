package org.morango.merge;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives resolved conflicts. Called after the transaction that resolved them, in the sync's thread, one conflict at a
 * time; the sync continues when it returns. Exceptions are logged and have no other effect. If the process dies before
 * the call, the listener is not called for that conflict; the conflicting content is stored with the record all the
 * same.
 */
@FunctionalInterface
public interface ConflictListener {
    /** Receives one resolved conflict. */
    void onConflict(ResolvedConflict conflict);

    /** Returns a listener that calls this one and logs its exceptions. */
    static ConflictListener logging(ConflictListener listener) {
        Logger log = LoggerFactory.getLogger(ConflictListener.class);
        return conflict -> {
            try {
                listener.onConflict(conflict);
            } catch (RuntimeException e) {
                log.error(
                        "The listener has failed to handle a conflict of {} {}",
                        conflict.modelName(),
                        conflict.recordId(),
                        e);
            }
        };
    }
}
