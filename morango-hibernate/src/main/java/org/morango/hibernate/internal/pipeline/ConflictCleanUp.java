package org.morango.hibernate.internal.pipeline;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.model.KeyCodec;
import org.morango.hibernate.internal.model.RowKeys;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.store.InstanceCounter;
import org.morango.hibernate.internal.store.Outbox;
import org.morango.hibernate.internal.store.PendingRecords;
import org.morango.hibernate.internal.store.StoreRecords;
import org.morango.hibernate.internal.store.StoreRow;

/** Removes the conflicting contents of a record. */
public final class ConflictCleanUp {
    private final StatelessSession session;
    private final SyncableModels models;
    private final SyncableModel model;
    private final Hooks hooks;

    public ConflictCleanUp(StatelessSession session, SyncableModels models, SyncableModel model, Hooks hooks) {
        this.hooks = hooks;
        this.session = session;
        this.models = models;
        this.model = model;
    }

    /** Removes them under a new version, so that all peers remove them. */
    public static void dismiss(StatelessSession session, StoreRow row) {
        row.conflictingData("");
        // The version is this instance's from now on, but not a change made from these.
        row.ancestors = null;
        StoreRecords.stamp(row, InstanceCounter.next(session));
        session.update(row);
    }

    /**
     * Writes a content into the application's table, as a change to be serialized. Returns the reason if it cannot be
     * written, otherwise null.
     */
    public @Nullable String resolve(StoreRow row, String content) {
        // Local changes and deletions were visible when this was decided.
        Outbox outbox = new Outbox(session);
        outbox.forget(row.profile, models.related(model), texts(row));
        StoreRow wanted = StoreRecords.row(StoreRecords.read(row), row);
        wanted.serialized(content);
        wanted.deleted = false;
        PageResult result = PageWriter.of(session, models, model, ChangeLog.none(), hooks, null)
                .write(PageWriter.Batch.whole(List.of(wanted), Reach.EVERYTHING));
        if (!result.refused().isEmpty()) {
            return result.refused().get(0).reason().text();
        }
        StoreRow kept = session.get(StoreRow.class, row.id);
        Set<String> texts = texts(kept);
        if (new RowKeys(session, models)
                .present(model.entityClass(), RowKeys.parse(model, texts))
                .isEmpty()) {
            return "it refers to a deleted record";
        }
        outbox.addKeys(row.profile, model.name(), Outbox.Kind.CHANGED, texts);
        PendingRecords.remove(session, List.of(row.id));
        // The noted differences between the row and the chosen content do not apply to this content.
        kept.adapted = null;
        dismiss(session, kept);
        return null;
    }

    /** Returns the key of a record's row as text; nothing if it has no row. */
    private Set<String> texts(StoreRow row) {
        return PageKeys.of(new RowKeys(session, models), model, List.of(row)).values().stream()
                .map(KeyCodec::text)
                .collect(Collectors.toSet());
    }
}
