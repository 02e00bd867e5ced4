package org.morango.hibernate.internal.pipeline;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.hibernate.StatelessSession;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.store.ChangedRow;
import org.morango.hibernate.internal.store.HeldBackRecords;
import org.morango.hibernate.internal.store.NotedRows;
import org.morango.hibernate.internal.store.Outbox;
import org.morango.hibernate.internal.store.StoreRecords;
import org.morango.hibernate.internal.store.StoreRow;

/**
 * Keys that the database has given to received rows, and that were those of other rows before. What is noted of such a
 * key is about the row that was deleted, and the next pass would take it for the received one.
 */
final class ReusedKeys {
    private final StatelessSession session;
    private final SyncableModels models;
    private final SyncableModel model;
    private final Outbox outbox;

    ReusedKeys(StatelessSession session, SyncableModels models, SyncableModel model) {
        this.session = session;
        this.models = models;
        this.model = model;
        this.outbox = new Outbox(session);
    }

    /** Parts these keys from the rows that had them before. The deletions of these are noted by their records. */
    void release(Collection<String> keys) {
        List<String> related = models.related(model);
        NotedRows noted = outbox.of(model.profile(), related, keys);
        Set<String> reused = keys.stream()
                .filter(key -> noted.hasChange(key) || noted.isChanged(key))
                .collect(Collectors.toSet());
        if (reused.isEmpty()) {
            return;
        }
        Map<String, StoreRow> former = StoreRecords.loadByKey(session, model.profile(), related, reused);
        former.forEach((key, row) -> outbox.add(
                row.profile,
                row.modelName,
                Deletions.kind(noted.deleted().getOrDefault(key, false)),
                List.of(new ChangedRow(row.id, row.sourceId, row.partition))));
        List<String> ids = new ArrayList<>();
        former.values().forEach(row -> ids.add(row.id));
        StoreRecords.unlink(session, ids);
        outbox.forget(model.profile(), related, reused);
        related.forEach(name -> HeldBackRecords.rows(session).remove(model.profile(), name, reused));
    }
}
