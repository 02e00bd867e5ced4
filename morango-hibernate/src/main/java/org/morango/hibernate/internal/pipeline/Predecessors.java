package org.morango.hibernate.internal.pipeline;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.store.HibernateCertificateStore;
import org.morango.hibernate.internal.store.StoreRecords;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.merge.Succession;
import org.morango.record.Scope;

/** Finds new records that continue others, as long as that would make two rows of one. */
final class Predecessors {
    private Predecessors() {}

    /** Returns why records of a page have to wait, by id. */
    static Map<String, Reason> waiting(StatelessSession session, SyncableModel model, List<StoreRow> page) {
        Map<String, String> predecessors = new HashMap<>();
        for (StoreRow row : page) {
            String predecessor = row.localKey != null || model.hasRecordIds()
                    ? null
                    : Succession.of(row.serialized()).predecessor();
            if (predecessor != null) {
                predecessors.put(row.id, predecessor);
            }
        }
        return predecessors.isEmpty() ? Map.of() : waiting(session, model, predecessors);
    }

    private static Map<String, Reason> waiting(
            StatelessSession session, SyncableModel model, Map<String, String> predecessors) {
        Map<String, StoreRow> stored = StoreRecords.load(session, predecessors.values());
        Map<String, StoreRow> others = StoreRecords.load(
                session,
                stored.values().stream()
                        .map(row -> row.successor)
                        .filter(Objects::nonNull)
                        .collect(Collectors.toSet()));
        List<Scope> scopes =
                HibernateCertificateStore.writeScopes(session, model.profile()).scopes();
        Map<String, Reason> waiting = new HashMap<>();
        predecessors.forEach((id, predecessor) -> {
            StoreRow before = stored.get(predecessor);
            if (before != null && before.modelName.equals(model.name())) {
                Reason reason = reason(id, before, others, scopes);
                if (reason != null) {
                    waiting.put(id, reason);
                }
            }
        });
        return waiting;
    }

    private static @Nullable Reason reason(
            String id, StoreRow before, Map<String, StoreRow> others, List<Scope> scopes) {
        if (!before.deleted && before.localKey != null && isReadable(scopes, before)) {
            return Reason.waiting("it continues record " + before.id + ", whose row " + before.localKey
                    + " is here; the row becomes its own when the deletion of that record is received");
        }
        StoreRow other = before.successor == null ? null : others.get(before.successor);
        return other == null || other.deleted || other.id.equals(id)
                ? null
                : Reason.waiting("it continues record " + before.id + ", which was moved twice at the same time and is"
                        + " continued by " + other.id + "; a peer that may write both makes one of them");
    }

    /** Returns whether the deletion of a record will be received here. */
    private static boolean isReadable(List<Scope> scopes, StoreRow row) {
        return scopes.isEmpty()
                || scopes.stream()
                        .anyMatch(scope -> scope.read().contains(row.partition)
                                && scope.readModels().contains(row.modelName));
    }
}
