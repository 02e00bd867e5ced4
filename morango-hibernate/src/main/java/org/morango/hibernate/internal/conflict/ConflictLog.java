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

/** Resolves the conflicts of one transaction, and notifies the listeners when it is over. */
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

    /** Returns how merges of this transaction make records. */
    public Merge.Making making(RecordVersion version) {
        return new Merge.Making(version, now);
    }

    /** Notes a conflict, if it is not null and there are listeners. */
    public void add(@Nullable ResolvedConflict conflict) {
        if (conflict != null && !listeners.isEmpty()) {
            conflicts.add(conflict);
        }
    }

    /** Returns whether the transaction should end soon, so that the noted conflicts do not fill the memory. */
    public boolean isFull() {
        return conflicts.size() >= MAX;
    }

    /** Notifies the listeners. */
    public void tell() {
        conflicts.forEach(conflict -> listeners.forEach(listener -> listener.onConflict(conflict)));
    }
}
