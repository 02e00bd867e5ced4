package org.morango.hibernate.internal.pipeline;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hibernate.StatelessSession;
import org.morango.hibernate.internal.model.KeyCodec;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.store.ChangedRow;
import org.morango.hibernate.internal.store.Outbox;

/** Deletes received records that refer to deleted ones, with their rows if there are any. The deletions travel from here. */
final class GoneRecords {
    private final StatelessSession session;
    private final SyncableModels models;
    private final SyncableModel model;
    private final ChangeLog changes;

    GoneRecords(StatelessSession session, SyncableModels models, SyncableModel model, ChangeLog changes) {
        this.session = session;
        this.models = models;
        this.model = model;
        this.changes = changes;
    }

    long delete(List<PageItem> items, boolean hard, Reach reach) {
        note(items, hard);
        Map<String, Object> rows = new HashMap<>();
        items.stream()
                .filter(PageItem::exists)
                .forEach(item -> rows.put(item.id(), Objects.requireNonNull(item.key())));
        return reach.each(
                items.stream().filter(PageItem::exists).map(PageItem::id).toList(),
                (limit, ids) -> new Deletions(session, models, changes, model.profile(), limit)
                        .delete(
                                model,
                                ids.stream()
                                        .map(id -> Objects.requireNonNull(rows.get(id)))
                                        .toList(),
                                hard));
    }

    private void note(List<PageItem> items, boolean hard) {
        List<ChangedRow> deleted = items.stream()
                .filter(item -> item.exists() || model.hasRecordIds())
                .map(item -> ChangedRow.of(KeyCodec.text(Objects.requireNonNull(item.key()))))
                .toList();
        // A record that has not got a row is noted by its own id.
        List<ChangedRow> rowless = items.stream()
                .filter(item -> !item.exists() && !model.hasRecordIds())
                .map(PageItem::row)
                .map(row -> new ChangedRow(row.id, row.sourceId, row.partition))
                .toList();
        Outbox outbox = new Outbox(session);
        outbox.add(model.profile(), model.name(), Deletions.kind(hard), deleted);
        outbox.add(model.profile(), model.name(), Deletions.kind(hard), rowless);
    }
}
