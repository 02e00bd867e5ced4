package org.morango.hibernate.internal.pipeline;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.store.StoreRecords;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.merge.Succession;

/** Records that have moved or continue others, read together, and which of them continues which. */
final class Successions {
    /** Number of times that more records are read, to which those that were read before lead. */
    private static final int ROUNDS = 16;

    /** Most records that are read together. */
    private static final int MOST = 5_000;

    private final StatelessSession session;
    private final Map<String, StoreRow> records = new HashMap<>();

    Successions(StatelessSession session) {
        this.session = session;
    }

    /** Reads records, and those to which they lead. */
    void load(Set<String> ids) {
        Set<String> wanted = ids;
        for (int round = 0; round < ROUNDS && !wanted.isEmpty(); round++) {
            Set<String> next = new HashSet<>();
            StoreRecords.load(session, wanted).forEach((id, row) -> {
                records.put(id, row);
                Succession succession = Succession.of(row.serialized());
                next.addAll(succession.successors());
                if (succession.predecessor() != null) {
                    next.add(succession.predecessor());
                }
            });
            next.removeAll(records.keySet());
            wanted = records.size() < MOST ? next : Set.of();
        }
    }

    void clear() {
        records.clear();
    }

    Collection<StoreRow> all() {
        return records.values();
    }

    /** Returns a record that was read. */
    StoreRow get(String id) {
        return Objects.requireNonNull(records.get(id));
    }

    /** Replaces a record by another version of it. */
    void put(StoreRow row) {
        records.put(row.id, row);
    }

    /** Returns a record that continues another one, if both say so. */
    @Nullable
    StoreRow successor(StoreRow from, @Nullable String id) {
        StoreRow to = id == null ? null : records.get(id);
        return to != null
                        && to.modelName.equals(from.modelName)
                        && to.profile.equals(from.profile)
                        && Succession.of(from.serialized()).successors().contains(to.id)
                        && continues(from, to)
                ? to
                : null;
    }

    /**
     * Returns whether a record names another one as its predecessor, or one that the other continues and that names both:
     * of several successors, all but one are continued by that one.
     */
    private boolean continues(StoreRow from, StoreRow to) {
        String wanted = Succession.of(to.serialized()).predecessor();
        StoreRow at = from;
        for (Set<String> seen = new HashSet<>(); wanted != null && seen.add(at.id); ) {
            Succession own = Succession.of(at.serialized());
            if (wanted.equals(at.id)) {
                return own.successors().contains(to.id);
            }
            StoreRow before = own.predecessor() == null ? null : records.get(own.predecessor());
            if (before == null
                    || !Succession.of(before.serialized()).successors().contains(at.id)) {
                return false;
            }
            at = before;
        }
        return false;
    }

    /** Returns the record at the end of a chain of moves. */
    StoreRow last(StoreRow first) {
        StoreRow last = first;
        Set<String> seen = new HashSet<>();
        while (last.hardDeleted && seen.add(last.id)) {
            StoreRow next = successor(last, Succession.of(last.serialized()).successor());
            if (next == null) {
                return last;
            }
            last = next;
        }
        return last;
    }
}
