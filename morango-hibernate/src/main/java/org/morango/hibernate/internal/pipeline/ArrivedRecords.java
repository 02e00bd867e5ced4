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
import org.morango.record.Filter;

/**
 * Writes records into the application's tables as soon as they are merged. What cannot be written yet (what it refers to
 * comes later, its row has just been changed here) or has to wait for all the others (deletions) is left to
 * {@link DeserializeStage}; so is what the application adapts, as that stage knows the sync's filter.
 */
public final class ArrivedRecords {
    private final StatelessSession session;
    private final SyncableModels models;
    private final Hooks hooks;
    private final ChangeLog changes;
    private final String profile;
    private final Reach reach;
    private final Map<SyncableModel, PageWriter> writers = new HashMap<>();
    private boolean hasWritten;

    /** @param filter that of the transfer which has brought them; asked for only if it is needed */
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

    /** Returns the ids of those that need nothing more. */
    public Set<String> write(Collection<StoreRow> rows) {
        Set<String> settled = new HashSet<>();
        for (SyncableModel model : models.inOrder(profile)) {
            List<StoreRow> page = rows.stream()
                    .filter(row -> !row.deleted && row.modelName.equals(model.name()))
                    .toList();
            if (!page.isEmpty() && hooks.adapter(model) == null) {
                PageWriter writer =
                        writers.computeIfAbsent(model, m -> PageWriter.of(session, models, m, changes, null));
                settled.addAll(writer.write(PageWriter.Batch.whole(page, reach)).settled());
            }
        }
        if (!settled.isEmpty() && !hasWritten) {
            hasWritten = true;
            CacheEviction.afterCommit(session, models.inOrder(profile));
        }
        return settled;
    }
}
