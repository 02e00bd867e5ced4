package org.morango.hibernate.internal.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.morango.record.RecordHistory;
import org.morango.record.RecordVersion;
import org.morango.record.SyncRecord;

/** Converts store rows to records and back. */
public final class StoreRecords {
    private StoreRecords() {}

    /** Returns the existing rows of these records, by id. */
    public static Map<String, StoreRow> load(StatelessSession session, Collection<String> ids) {
        Map<String, StoreRow> rows = new HashMap<>();
        IdList.select(session, "select s from MorangoStoreRow s where s.id", StoreRow.class, ids)
                .forEach(row -> rows.put(row.id, row));
        return rows;
    }

    /** Returns the partitions of these records, by id. */
    public static Map<String, String> partitions(StatelessSession session, Collection<String> ids) {
        Map<String, String> partitions = new HashMap<>();
        IdList.select(session, "select s.id, s.partition from MorangoStoreRow s where s.id", Object[].class, ids)
                .forEach(row -> partitions.put((String) row[0], (String) row[1]));
        return partitions;
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
                row.serialized,
                row.deleted,
                row.hardDeleted,
                new RecordVersion(row.lastSavedInstance, row.lastSavedCounter),
                row.conflictingData,
                row.selfReference,
                RecordHistory.decode(row.history));
    }

    public static StoreRow row(SyncRecord rec) {
        StoreRow row = new StoreRow();
        row.id = rec.id();
        row.profile = rec.profile();
        row.modelName = rec.modelName();
        row.sourceId = rec.sourceId();
        row.partition = rec.partition();
        row.serialized = rec.serialized();
        row.deleted = rec.deleted();
        row.hardDeleted = rec.hardDeleted();
        row.conflictingData = rec.conflictingData();
        row.selfReference = rec.selfReference();
        row.lastSavedInstance = rec.version().instance();
        row.lastSavedCounter = rec.version().counter();
        history(row, rec.history());
        return row;
    }

    /** Sets a new version of a row, and adds it to the row's history. */
    public static void stamp(StoreRow row, RecordVersion version) {
        row.lastSavedInstance = version.instance();
        row.lastSavedCounter = version.counter();
        history(row, RecordHistory.decode(row.history).with(version));
    }

    private static void history(StoreRow row, RecordHistory history) {
        row.history = history.encode();
        row.historySize = history.size();
    }
}
