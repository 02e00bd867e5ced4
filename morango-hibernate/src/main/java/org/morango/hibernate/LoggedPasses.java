package org.morango.hibernate;

import java.util.function.BiFunction;
import java.util.function.Function;
import org.hibernate.StatelessSession;
import org.morango.hibernate.internal.conflict.ConflictLog;
import org.morango.hibernate.internal.conflict.ConflictRules;
import org.morango.hibernate.internal.pipeline.ChangeLog;
import org.morango.hibernate.internal.pipeline.Hooks;
import org.morango.hibernate.internal.store.PartitionLocks;
import org.morango.record.Filter;
import org.morango.replica.ChangeFeed;

/** Runs passes, each of which is a transaction, and tells the listeners of what they did. */
final class LoggedPasses {
    private final PartitionLocks locks;
    private final ConflictRules conflictRules;
    private final Hooks hooks;
    private final ChangeFeed changes;

    LoggedPasses(PartitionLocks locks, ConflictRules conflictRules, Hooks hooks, ChangeFeed changes) {
        this.locks = locks;
        this.conflictRules = conflictRules;
        this.hooks = hooks;
        this.changes = changes;
    }

    /**
     * Events of one pass for the application's listeners.
     *
     * @param locked the partitions that the pass has locked
     */
    record Log(Filter locked, ConflictLog conflicts, ChangeLog changes) {}

    <T> T run(Filter filter, BiFunction<StatelessSession, Log, T> work) {
        return run(session -> filter, work);
    }

    /** Runs a pass on the partitions of a filter. */
    <T> T run(Function<StatelessSession, Filter> filter, BiFunction<StatelessSession, Log, T> work) {
        record Done<T>(T result, Log log) {}
        Done<T> done = locks.exclusive(filter, (session, locked) -> {
            Log log = new Log(locked, conflictRules.begin(session), new ChangeLog(hooks.listeners()));
            T result = work.apply(session, log);
            log.changes().tellInside(session);
            return new Done<>(result, log);
        });
        changes.signal();
        done.log().conflicts().tell();
        done.log().changes().tellCommitted();
        return done.result();
    }
}
