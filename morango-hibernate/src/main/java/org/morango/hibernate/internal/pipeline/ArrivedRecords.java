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
 * Writes records into the application's tables as soon as they are merged. Leaves to {@link DeserializeStage} the
 * records that cannot be written yet, because a record that they refer to comes later, their row has just been changed
 * here, or they have moved, and those that have to wait for all others, the deletions. Also leaves to it the records that the
 * application adapts, because that stage knows the sync's filter.
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

    /** Writes what it can, and returns the ids of the records that need nothing more. */
    public Set<String> write(Collection<StoreRow> rows) {
        Set<String> settled = new HashSet<>();
        for (SyncableModel model : models.inOrder(profile)) {
            List<StoreRow> page = rows.stream()
                    .filter(row -> !row.deleted
                            && row.modelName.equals(model.name())
                            && !Succession.isMentionedIn(row.serialized()))
                    .toList();
            if (!page.isEmpty() && hooks.adapter(model) == null) {
                PageWriter writer =
                        writers.computeIfAbsent(model, m -> PageWriter.of(session, models, m, changes, hooks, null));
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
