package org.morango.hibernate.internal.pipeline;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.model.CollectionMember;
import org.morango.hibernate.internal.model.CollectionMember.Elements;
import org.morango.hibernate.internal.model.Member;
import org.morango.hibernate.internal.model.RowKeys;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.store.Outbox;
import org.morango.hibernate.internal.store.PendingRecords;
import org.morango.hibernate.internal.store.StoreRecords;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.merge.Succession;

/**
 * Targets of the references of a page of records: existing rows, deleted records, or records that are not there yet.
 */
final class References {
    private final Map<Class<?>, Set<String>> present = new HashMap<>();
    private final Map<String, StoreRow> stored;
    private final Set<String> pending;

    /** The records that were deleted here and are not serialized yet, and whether they are hard deleted. */
    private final Map<String, Boolean> deletedHere;

    private References(Map<String, StoreRow> stored, Set<String> pending, Map<String, Boolean> deletedHere) {
        this.stored = stored;
        this.pending = pending;
        this.deletedHere = deletedHere;
    }

    /** Looks up all references, with one query for each model and, for missing records, three in the store. */
    static References of(
            StatelessSession session,
            SyncableModels models,
            SyncableModel model,
            RowKeys keys,
            List<Map<String, @Nullable Object>> page) {
        Map<Class<?>, Set<String>> wanted = new HashMap<>();
        for (Map<String, @Nullable Object> values : page) {
            for (Member reference : model.references()) {
                if (values.get(reference.attribute()) instanceof String id) {
                    wanted.computeIfAbsent(reference.target(), t -> new HashSet<>())
                            .add(id);
                }
            }
            for (CollectionMember link : model.links()) {
                if (values.get(link.attribute()) instanceof Elements elements) {
                    wanted.computeIfAbsent(link.target(), t -> new HashSet<>()).addAll(elements.ids());
                }
            }
        }
        Set<String> missing = new HashSet<>();
        Map<Class<?>, Set<String>> found = new HashMap<>();
        wanted.forEach((target, ids) -> {
            Set<String> rows = present(keys, target, ids);
            found.put(target, rows);
            ids.stream().filter(id -> !rows.contains(id)).forEach(missing::add);
        });
        Map<String, StoreRow> stored = StoreRecords.load(session, missing);
        Map<String, StoreRow> followed = StoreRecords.followed(session, stored);
        followed.forEach((id, successor) -> {
            stored.put(id, successor);
            models.find(successor.profile, successor.modelName)
                    .filter(target -> successor.localKey != null)
                    .ifPresent(target ->
                            keys.inserted(target, id, target.key().key(Objects.requireNonNull(successor.localKey))));
        });
        if (!followed.isEmpty()) {
            wanted.forEach((target, ids) -> found.put(target, present(keys, target, ids)));
        }
        References references = new References(
                stored,
                PendingRecords.of(
                        session, stored.values().stream().map(row -> row.id).collect(Collectors.toSet())),
                deletedHere(session, models, model.profile(), stored.values()));
        references.present.putAll(found);
        return references;
    }

    /** Returns those of these records that have rows. */
    private static Set<String> present(RowKeys keys, Class<?> target, Set<String> ids) {
        Map<String, Object> known = keys.keys(target, ids);
        Set<Object> present = keys.present(target, known.values());
        return ids.stream()
                .filter(id -> known.containsKey(id) && present.contains(known.get(id)))
                .collect(Collectors.toSet());
    }

    /** Returns those of these records whose rows were deleted here, and whether they are hard deleted. */
    private static Map<String, Boolean> deletedHere(
            StatelessSession session, SyncableModels models, String profile, Collection<StoreRow> missing) {
        Map<String, List<StoreRow>> byModel = missing.stream().collect(Collectors.groupingBy(row -> row.modelName));
        Map<String, Boolean> deleted = new HashMap<>();
        byModel.forEach((name, rows) -> models.find(profile, name).ifPresent(model -> {
            Map<String, Boolean> noted = new Outbox(session)
                    .deletionsOf(
                            profile,
                            models.related(model),
                            rows.stream().map(row -> key(model, row)).toList())
                    .deleted();
            rows.stream()
                    .filter(row -> noted.containsKey(key(model, row)))
                    .forEach(row -> deleted.put(row.id, noted.get(key(model, row))));
        }));
        return deleted;
    }

    /** Returns the key of a record's row as text; empty if it has none. */
    private static String key(SyncableModel model, StoreRow row) {
        return model.hasRecordIds() ? row.id : row.localKey == null ? "" : row.localKey;
    }

    boolean isPresent(Member reference, String id) {
        return present.getOrDefault(reference.target(), Set.of()).contains(id);
    }

    /** Returns the ids of linked records that are not there. */
    List<String> missing(CollectionMember link, Elements elements) {
        Set<String> rows = present.getOrDefault(link.target(), Set.of());
        return elements.ids().stream().filter(id -> !rows.contains(id)).toList();
    }

    /** Returns whether a referenced record has been received and is pending. */
    boolean isExpected(String id) {
        StoreRow row = stored.get(id);
        return row != null && !isDeleted(id) && pending.contains(row.id);
    }

    /** Returns whether a referenced record has moved, so that it stands under another id in this database. */
    boolean isMoved(String id) {
        StoreRow row = stored.get(id);
        return row != null && !row.id.equals(id);
    }

    /** Returns whether a referenced record belongs to this model, as far as it has been received. */
    boolean isOf(SyncableModel model, String id) {
        StoreRow row = stored.get(id);
        return row != null && row.modelName.equals(model.name());
    }

    /**
     * Returns whether a referenced record that is not there was deleted. If it has moved to where this database may not
     * see it, it was not.
     */
    boolean isDeleted(String id) {
        StoreRow row = stored.get(id);
        return row != null
                && ((row.deleted && !Succession.of(row.serialized()).hasMoved()) || deletedHere.containsKey(row.id));
    }

    /** Returns whether it was hard deleted. */
    boolean isHardDeleted(String id) {
        StoreRow row = stored.get(id);
        return row != null && ((row.deleted && row.hardDeleted) || deletedHere.getOrDefault(row.id, false));
    }
}
