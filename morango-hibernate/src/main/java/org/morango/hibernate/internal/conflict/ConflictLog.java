package org.morango.hibernate.internal.conflict;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.morango.merge.ConflictListener;
import org.morango.merge.ConflictResolver;
import org.morango.merge.Merge;
import org.morango.merge.ResolvedConflict;
import org.morango.record.RecordVersion;

/** Resolves the conflicts of one transaction, and tells of them when it is over. */
public final class ConflictLog {
    private static final int MAX = 1_000;

    private final ConflictRules rules;
    private final List<ConflictListener> listeners;
    private final Instant now;
    private final List<ResolvedConflict> conflicts = new ArrayList<>();

    ConflictLog(ConflictRules rules, List<ConflictListener> listeners, Instant now) {
        this.rules = rules;
        this.now = now;
        this.listeners = listeners;
    }

    public ConflictResolver resolver(String profile, String modelName) {
        return rules.resolver(profile, modelName);
    }

    /** What merges of this transaction make. */
    public Merge.Making making(RecordVersion version) {
        return new Merge.Making(version, now);
    }

    /** Notes a conflict, if it is one and somebody wants to hear of it. */
    public void add(@Nullable ResolvedConflict conflict) {
        if (conflict != null && !listeners.isEmpty()) {
            conflicts.add(conflict);
        }
    }

    /** Whether the transaction should end soon, so that what is noted does not fill the memory. */
    public boolean isFull() {
        return conflicts.size() >= MAX;
    }

    /** Tells the listeners. */
    public void tell() {
        conflicts.forEach(conflict -> listeners.forEach(listener -> listener.onConflict(conflict)));
    }
}
