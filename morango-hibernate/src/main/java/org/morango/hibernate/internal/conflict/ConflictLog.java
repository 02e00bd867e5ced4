package org.morango.hibernate.internal.conflict;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.model.ReferredRows;
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
    private final ReferredRows rows;
    private final Map<EntityMerge<?>, ConflictResolver> functions = new HashMap<>();
    private final List<ResolvedConflict> conflicts = new ArrayList<>();

    ConflictLog(ConflictRules rules, List<ConflictListener> listeners, Instant now, ReferredRows rows) {
        this.rules = rules;
        this.rows = rows;
        this.now = now;
        this.listeners = listeners;
    }

    public ConflictResolver resolver(String profile, String modelName) {
        ConflictResolver resolver = rules.resolver(profile, modelName);
        return resolver instanceof EntityMerge<?> function
                ? functions.computeIfAbsent(function, f -> f.in(rows))
                : resolver;
    }

    /**
     * Record whose contents may have to be merged.
     *
     * @param contents as JSON
     */
    public record Expected(String profile, String modelName, String id, List<String> contents) {
        /** @param ancestor a content that both were made from; null if none is known */
        public static Expected of(
                String profile, String modelName, String id, String ours, String theirs, @Nullable String ancestor) {
            return new Expected(
                    profile, modelName, id, ancestor == null ? List.of(ours, theirs) : List.of(ours, theirs, ancestor));
        }
    }

    /** Looks up together, for functions over entities, the rows to which the contents of a page of records refer. */
    public void expect(Collection<Expected> page) {
        Map<EntityMerge<?>, Map<String, List<String>>> contents = new LinkedHashMap<>();
        for (Expected expected : page) {
            if (rules.resolver(expected.profile(), expected.modelName()) instanceof EntityMerge<?> function) {
                contents.computeIfAbsent(function, f -> new HashMap<>()).put(expected.id(), expected.contents());
            }
        }
        rows.clear();
        contents.forEach((function, byId) -> rows.load(function.model(), byId));
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
