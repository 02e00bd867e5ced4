package org.morango.hibernate.internal.store;

import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.entity.AbstractEntityPersister;
import org.jspecify.annotations.Nullable;
import org.morango.record.RecordHistory;
import org.morango.record.RecordVersion;
import org.morango.record.SyncRecord;

/** Converts store rows to records and back. */
public final class StoreRecords {
    /** Most moves of a record one after another that are followed. */
    private static final int MOST_MOVES = 100;

    private StoreRecords() {}

    /** Returns the existing rows of these records, by id. */
    public static Map<String, StoreRow> load(StatelessSession session, Collection<String> ids) {
        Map<String, StoreRow> rows = new HashMap<>();
        IdList.select(session, "select s from MorangoStoreRow s where s.id", StoreRow.class, IdList.wellFormed(ids))
                .forEach(row -> rows.put(row.id, row));
        return rows;
    }

    /** Returns the records that continue those of these that have moved, by the ids of these. */
    public static Map<String, StoreRow> followed(StatelessSession session, Map<String, StoreRow> stored) {
        Map<String, StoreRow> last = new HashMap<>();
        stored.forEach((id, row) -> {
            if (row.successor != null) {
                last.put(id, row);
            }
        });
        Map<String, StoreRow> open = new HashMap<>(last);
        for (int moves = 0; !open.isEmpty() && moves < MOST_MOVES; moves++) {
            Map<String, StoreRow> next = load(
                    session,
                    open.values().stream()
                            .map(row -> String.valueOf(row.successor))
                            .collect(Collectors.toSet()));
            open.replaceAll((id, row) -> next.getOrDefault(String.valueOf(row.successor), row));
            last.putAll(open);
            open.values().removeIf(row -> row.successor == null || !next.containsKey(row.id));
        }
        return last;
    }

    /** Returns the partitions of these records, by id. */
    public static Map<String, String> partitions(StatelessSession session, Collection<String> ids) {
        Map<String, String> partitions = new HashMap<>();
        IdList.select(
                        session,
                        "select s.id, s.partition from MorangoStoreRow s where s.id",
                        Object[].class,
                        IdList.wellFormed(ids))
                .forEach(row -> partitions.put((String) row[0], (String) row[1]));
        return partitions;
    }

    /**
     * Returns the records of rows that do not have their records' ids as keys, by the key of the row as text.
     *
     * @param modelNames the models of one hierarchy, whose rows have their keys in common
     */
    public static Map<String, StoreRow> loadByKey(
            StatelessSession session, String profile, Collection<String> modelNames, Collection<String> keys) {
        Map<String, StoreRow> rows = new HashMap<>();
        byKey(session, "s", StoreRow.class, profile, modelNames, keys)
                .forEach(row -> rows.put(String.valueOf(row.localKey), row));
        return rows;
    }

    /** Returns the ids of such records, by the key of the row as text. */
    public static Map<String, String> idsByKey(
            StatelessSession session, String profile, Collection<String> modelNames, Collection<String> keys) {
        Map<String, String> ids = new HashMap<>();
        byKey(session, "s.localKey, s.id", Object[].class, profile, modelNames, keys)
                .forEach(row -> ids.put((String) row[0], (String) row[1]));
        return ids;
    }

    private static <T> List<T> byKey(
            StatelessSession session,
            String selection,
            Class<T> type,
            String profile,
            Collection<String> modelNames,
            Collection<String> keys) {
        return IdList.select(
                session,
                "select " + selection + " from MorangoStoreRow s where s.profile = :profile and s.modelName in :models"
                        + " and s.localKey",
                type,
                keys,
                query -> query.setParameter("profile", profile).setParameter("models", modelNames));
    }

    /**
     * Returns the keys of the rows of these records as text, by id. Leaves out records of other models, because a peer
     * may send a reference to anything, and records that have moved, whose rows are no more than leftovers.
     */
    public static Map<String, String> localKeys(
            StatelessSession session, String profile, Collection<String> modelNames, Collection<String> ids) {
        Map<String, String> keys = new HashMap<>();
        IdList.select(
                        session,
                        "select s.id, s.localKey from MorangoStoreRow s where s.localKey is not null"
                                + " and s.successor is null and s.profile = :profile and s.modelName in :models and s.id",
                        Object[].class,
                        IdList.wellFormed(ids),
                        query -> query.setParameter("profile", profile).setParameter("models", modelNames))
                .forEach(row -> keys.put((String) row[0], (String) row[1]));
        return keys;
    }

    /** Notes the keys that the rows of these records were given. */
    public static void link(StatelessSession session, Map<String, String> keys) {
        if (keys.isEmpty()) {
            return;
        }
        SharedSessionContractImplementor binding = (SharedSessionContractImplementor) session;
        AbstractEntityPersister store = (AbstractEntityPersister)
                binding.getFactory().getMappingMetamodel().getEntityDescriptor(StoreRow.class);
        String update = "update " + store.getTableName() + " set " + store.getPropertyColumnNames("localKey")[0]
                + "=? where " + store.getIdentifierColumnNames()[0] + "=?";
        session.doWork(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(update)) {
                for (Map.Entry<String, String> row : keys.entrySet()) {
                    statement.setString(1, row.getValue());
                    store.getIdentifierType().nullSafeSet(statement, row.getKey(), 2, binding);
                    statement.addBatch();
                }
                statement.executeBatch();
            }
        });
    }

    /** Notes that these records have no rows any longer. */
    public static void unlink(StatelessSession session, Collection<String> ids) {
        IdList.change(
                session,
                // Nothing stays of what the row of a hard-deleted record was.
                "update MorangoStoreRow s set s.localKey = null, s.ancestors = case when s.hardDeleted then null else s.ancestors end"
                        + " where s.localKey is not null and s.id",
                ids);
    }

    /** Notes the members that adapters have changed in the rows of these records; null for unchanged rows. */
    public static void adapt(StatelessSession session, Map<String, ? extends @Nullable String> adapted) {
        List<StoreRow> changed = new ArrayList<>();
        load(session, adapted.keySet()).values().forEach(row -> {
            if (!Objects.equals(row.adapted, adapted.get(row.id))) {
                row.adapted = adapted.get(row.id);
                changed.add(row);
            }
        });
        Rows.update(session, changed);
    }

    public static SyncRecord read(StoreRow row) {
        return new SyncRecord(
                row.id,
                row.profile,
                row.modelName,
                row.sourceId,
                row.partition,
                row.serialized(),
                row.deleted,
                row.hardDeleted,
                row.version(),
                row.conflictingData(),
                row.selfReference(),
                row.history());
    }

    /** Returns the row of a record, with what only this database knows of it: the key of its row, and its successor. */
    public static StoreRow row(SyncRecord rec, @Nullable StoreRow before) {
        StoreRow row = row(rec);
        if (before != null) {
            row.localKey = before.localKey;
            row.successor = rec.hardDeleted() ? before.successor : null;
        }
        return row;
    }

    /** Returns the row of a record that has no row in the application's tables yet. */
    public static StoreRow row(SyncRecord rec) {
        StoreRow row = new StoreRow();
        row.id = rec.id();
        row.profile = rec.profile();
        row.modelName = rec.modelName();
        row.place(rec.sourceId(), rec.partition());
        row.serialized(rec.serialized());
        row.deleted = rec.deleted();
        row.hardDeleted = rec.hardDeleted();
        row.conflictingData(rec.conflictingData());
        row.selfReference(rec.selfReference());
        row.version(rec.version(), rec.history());
        return row;
    }

    /** Sets a new version of a row, and adds it to the row's history. */
    public static void stamp(StoreRow row, RecordVersion version) {
        row.version(
                version,
                row.lastSavedInstance.isEmpty()
                        ? RecordHistory.of(version)
                        : row.history().with(version));
    }
}
