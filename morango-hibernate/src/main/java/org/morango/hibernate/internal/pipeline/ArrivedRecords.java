package org.morango.hibernate.internal.pipeline;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.hibernate.StatelessSession;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.merge.Succession;
import org.morango.record.Filter;

/**
 * Writes records into the application's tables as soon as they are merged, and deletes the rows of models to which none
 * refers. Leaves to {@link DeserializeStage} the records that cannot be written yet, because a record that they refer to
 * comes later, their row has just been changed here, or they have moved. Other deletions wait for all records: rows that
 * refer to a deleted one may be about to refer elsewhere. Also leaves to it the records that the application adapts,
 * because that stage knows the sync's filter.
 */
public final class ArrivedRecords implements Arrival {
    private final StatelessSession session;
    private final SyncableModels models;
    private final Hooks hooks;
    private final ChangeLog changes;
    private final String profile;
    private final Reach reach;
    private final Map<SyncableModel, PageWriter> writers = new HashMap<>();
    private boolean hasWritten;

    /** @param filter supplies the filter of the transfer that has brought them; called only if it is needed */
    public ArrivedRecords(
            StatelessSession session,
            SyncableModels models,
            Hooks hooks,
            ChangeLog changes,
            String profile,
            Supplier<Filter> filter) {
        this.reach = Reach.of(filter);
        this.session = session;
        this.models = models;
        this.hooks = hooks;
        this.changes = changes;
        this.profile = profile;
    }

    @Override
    public Set<String> delete(Collection<StoreRow> rows) {
        Set<String> settled = new HashSet<>();
        for (SyncableModel model : models.inOrder(profile)) {
            List<StoreRow> page = page(rows, model, true);
            if (!page.isEmpty() && !models.isReferred(model)) {
                Set<String> refused = new HashSet<>();
                DeletedRecords deletions = new DeletedRecords(session, models, changes);
                deletions.delete(model, page, reach, (row, reason) -> refused.add(row.id));
                List<StoreRow> gone =
                        page.stream().filter(row -> !refused.contains(row.id)).toList();
                deletions.unlinked(model, gone).forEach(row -> row.localKey = null);
                gone.forEach(row -> settled.add(row.id));
            }
        }
        evict(settled);
        return settled;
    }

    @Override
    public Set<String> write(Collection<StoreRow> rows) {
        Set<String> settled = new HashSet<>();
        for (SyncableModel model : models.inOrder(profile)) {
            List<StoreRow> page = page(rows, model, false);
            if (!page.isEmpty() && hooks.adapter(model) == null) {
                PageWriter writer =
                        writers.computeIfAbsent(model, m -> PageWriter.of(session, models, m, changes, hooks, null));
                settled.addAll(writer.write(PageWriter.Batch.whole(page, reach)).settled());
            }
        }
        evict(settled);
        return settled;
    }

    /** Returns the records of a model that are deleted, or those that are not, without those that have moved. */
    private static List<StoreRow> page(Collection<StoreRow> rows, SyncableModel model, boolean areDeleted) {
        return rows.stream()
                .filter(row -> row.deleted == areDeleted
                        && row.modelName.equals(model.name())
                        && !Succession.isMentionedIn(row.serialized()))
                .toList();
    }

    private void evict(Set<String> settled) {
        if (!settled.isEmpty() && !hasWritten) {
            hasWritten = true;
            CacheEviction.afterCommit(session, models.inOrder(profile));
        }
    }
}
