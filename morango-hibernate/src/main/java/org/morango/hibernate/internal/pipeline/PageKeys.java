package org.morango.hibernate.internal.pipeline;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.model.RecordContent;
import org.morango.hibernate.internal.model.RowIdentity;
import org.morango.hibernate.internal.model.RowKeys;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.store.PendingRecords;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.internal.text.LogText;
import tools.jackson.databind.node.ObjectNode;

/** The keys of the rows of a page of records. */
final class PageKeys {
    private PageKeys() {}

    /**
     * Returns the keys that rows have or will have, by the ids of their records. A new row that is given its key when it
     * is inserted has none yet.
     */
    static Map<String, Object> of(RowKeys rowKeys, SyncableModel model, List<StoreRow> page) {
        Map<String, Object> keys = new LinkedHashMap<>();
        Map<String, ObjectNode> contents = new LinkedHashMap<>();
        for (StoreRow row : page) {
            Object key = of(model, row);
            if (key != null) {
                keys.put(row.id, key);
            } else if (model.hasReferencesInKey() && !row.deleted) {
                contents.put(row.id, RecordContent.members(row.serialized()));
            }
        }
        keys.putAll(rowKeys.following(model, contents));
        return keys;
    }

    /**
     * Returns the keys of the rows of these records, by id. A row that only has the key of a record may be that of
     * another.
     */
    static Map<String, Object> linked(SyncableModel model, List<StoreRow> page) {
        Map<String, Object> keys = new LinkedHashMap<>();
        for (StoreRow row : page) {
            Object key = model.hasRecordIds() || row.localKey != null ? of(model, row) : null;
            if (key != null) {
                keys.put(row.id, key);
            }
        }
        return keys;
    }

    private static @Nullable Object of(SyncableModel model, StoreRow row) {
        if (model.hasRecordIds()) {
            return row.id;
        }
        if (row.localKey != null) {
            return model.key().key(row.localKey);
        }
        return model.identity() == RowIdentity.KEY
                ? model.key().find(row.sourceId).orElse(null)
                : null;
    }

    /**
     * Finds the records whose keys are those of other rows here, or no keys at all.
     *
     * @param keys the keys of the page, by id
     * @param existing those of them that have a row
     * @return the reasons by id
     */
    static Map<String, Reason> taken(
            StatelessSession session,
            SyncableModels models,
            SyncableModel model,
            List<StoreRow> page,
            Map<String, Object> keys,
            Set<Object> existing) {
        if (!model.hasKeysInRecords()) {
            return Map.of();
        }
        Map<String, Object> doubtful = new HashMap<>();
        Map<String, Reason> taken = new HashMap<>();
        for (StoreRow row : page) {
            Object key = keys.get(row.id);
            if (key == null && model.identity() == RowIdentity.KEY) {
                taken.put(
                        row.id,
                        Reason.of("its source id \"" + LogText.plain(row.sourceId) + "\" is not a key of "
                                + model.entityClass().getSimpleName()
                                + ": a peer may have another identity in @Syncable."));
            } else if (key != null && row.localKey == null && existing.contains(key)) {
                doubtful.put(row.id, key);
            }
        }
        Map<Object, String> owners = doubtful.isEmpty()
                ? Map.of()
                : new RowKeys(session, models).ids(model.entityClass(), doubtful.values());
        Set<String> pending = owners.isEmpty() ? Set.of() : PendingRecords.of(session, owners.values());
        doubtful.forEach((id, key) -> {
            String owner = owners.get(key);
            // A pending owner may be deleted in the same sync.
            taken.put(
                    id, owner != null && pending.contains(owner) ? reason(owner).later() : reason(owner));
        });
        return taken;
    }

    private static Reason reason(@Nullable String owner) {
        return owner == null
                ? Reason.passing("a row of its key was inserted here, and is not serialized yet")
                : Reason.of("its key is that of the row of record " + owner + " here, which it does not replace");
    }
}
