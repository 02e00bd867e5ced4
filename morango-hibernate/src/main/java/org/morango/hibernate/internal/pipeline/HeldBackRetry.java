package org.morango.hibernate.internal.pipeline;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hibernate.StatelessSession;
import org.morango.hibernate.internal.model.RowKeys;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.store.Database;
import org.morango.hibernate.internal.store.HeldBackRecords;
import org.morango.hibernate.internal.store.InstanceCounter;
import org.morango.hibernate.internal.store.Outbox;
import org.morango.hibernate.internal.store.PartitionLocks;
import org.morango.hibernate.internal.store.Rows;
import org.morango.hibernate.internal.store.StoreRecords;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.record.Filter;
import org.morango.record.RecordVersion;

/** Makes the next sync try again what is held back. Works in pages, each of which is a transaction. */
public final class HeldBackRetry {
    private static final int PAGE = 500;

    private HeldBackRetry() {}

    /** Runs the retry. Takes one query if nothing is held back. */
    public static void run(Database database, PartitionLocks locks, SyncableModels models) {
        // A program without models, such as a tool that inspects the database, sends nothing.
        if (!models.all().isEmpty() && database.read(HeldBackRecords::isAny)) {
            models.all().forEach(model -> rows(database, models, model));
            records(locks);
        }
    }

    /** Notes the rows of a model as changed. They stay held back until they have become records, so that they are not reported as new. */
    private static void rows(Database database, SyncableModels models, SyncableModel model) {
        database.inTransaction(session -> {
            removeGone(session, models, model);
            new Outbox(session).retry(model.profile(), model.name());
        });
    }

    /** Removes the notes of rows that are gone. */
    private static void removeGone(StatelessSession session, SyncableModels models, SyncableModel model) {
        HeldBackRecords held = HeldBackRecords.rows(session);
        RowKeys keys = new RowKeys(session, models);
        for (List<String> page = held.ids(model.profile(), model.name(), "", PAGE);
                !page.isEmpty();
                page = held.ids(model.profile(), model.name(), page.get(page.size() - 1), PAGE)) {
            Map<String, Object> wanted = new HashMap<>();
            page.forEach(text -> model.key().find(text).ifPresent(key -> wanted.put(text, key)));
            wanted.values().removeAll(keys.present(model.entityClass(), wanted.values()));
            held.remove(model.profile(), model.name(), wanted.keySet());
        }
    }

    /**
     * Gives records a new version, because the counters of peers that received other records already include the old
     * one.
     */
    private static void records(PartitionLocks locks) {
        boolean isDone = false;
        while (!isDone) {
            isDone = locks.exclusive(Filter.EVERYTHING, session -> {
                List<String> ids = HeldBackRecords.records(session).take(PAGE);
                stamp(session, ids);
                return ids.size() < PAGE;
            });
        }
    }

    private static void stamp(StatelessSession session, Collection<String> ids) {
        List<StoreRow> rows = new ArrayList<>(StoreRecords.load(session, ids).values());
        if (!rows.isEmpty()) {
            RecordVersion version = InstanceCounter.next(session);
            rows.forEach(row -> {
                // The new version is this instance's, but it is not a change made from these ancestors.
                row.ancestors = null;
                StoreRecords.stamp(row, version);
            });
            Rows.update(session, rows);
        }
    }
}
