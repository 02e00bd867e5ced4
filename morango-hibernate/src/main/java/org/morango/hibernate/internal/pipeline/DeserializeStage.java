package org.morango.hibernate.internal.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.hibernate.StatelessSession;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.store.PartitionPredicate;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.record.Filter;
import org.morango.replica.DeserializeResult;

/**
 * Moves the store's dirty records into the application's tables: what is written first, each model after those it refers
 * to, then what is deleted, the other way round. A record that cannot be written stays dirty, with its reason, and is
 * tried again each time.
 */
public final class DeserializeStage {
    private static final int PAGE = 500;

    private final StatelessSession session;
    private final SyncableModels models;
    private final String profile;
    private final Filter filter;
    private long written;
    private long deleted;
    private long failed;
    private boolean hasWritten;

    private DeserializeStage(StatelessSession session, SyncableModels models, String profile, Filter filter) {
        this.session = session;
        this.models = models;
        this.profile = profile;
        this.filter = filter;
    }

    public static DeserializeResult run(
            StatelessSession session, SyncableModels models, String profile, Filter filter) {
        return new DeserializeStage(session, models, profile, filter).run();
    }

    private DeserializeResult run() {
        models.groups(profile).forEach(this::write);
        models.inReverseOrder(profile).forEach(this::delete);
        if (hasWritten) {
            CacheEviction.afterCommit(session, models.inOrder(profile));
        }
        return new DeserializeResult(written, deleted, failed);
    }

    private void write(List<SyncableModel> group) {
        // Models that refer to each other or to themselves may take a round for each level of their tree.
        boolean inRounds = models.isCircle(group);
        Round round;
        do {
            round = new Round();
            for (SyncableModel model : group) {
                write(model, round);
            }
        } while (inRounds && round.progress > 0 && round.refused > 0);
        failed += round.refused;
    }

    private void write(SyncableModel model, Round round) {
        PageWriter writer = new PageWriter(session, models, model);
        String last = "";
        List<StoreRow> page = dirty(model, false, last);
        while (!page.isEmpty()) {
            hasWritten = true;
            PageWriter.Result result = writer.write(page);
            round.progress += result.settled().size() + result.begun();
            round.refused += result.refused().size();
            written += result.written();
            deleted += result.deleted();
            settle(result.settled());
            explain(result.refused());
            last = page.get(page.size() - 1).id;
            page = dirty(model, false, last);
        }
    }

    /** What became of the records of one round. */
    private static final class Round {
        private long progress;
        private long refused;
    }

    private void delete(SyncableModel model) {
        SafeWrites writes = new SafeWrites(session);
        String last = "";
        List<StoreRow> page = dirty(model, true, last);
        while (!page.isEmpty()) {
            hasWritten = true;
            List<Refusal> refused = new ArrayList<>();
            for (boolean hard : new boolean[] {false, true}) {
                List<StoreRow> rows =
                        page.stream().filter(row -> row.hardDeleted == hard).toList();
                deleted += writes.write(
                        rows,
                        (own, part) -> new Deletions(own, models, profile)
                                .delete(model, part.stream().map(r -> r.id).toList(), hard),
                        (row, reason) -> refused.add(new Refusal(row, "its row cannot be deleted: " + reason)));
            }
            Set<String> kept = refused.stream().map(r -> r.row().id).collect(Collectors.toSet());
            settle(page.stream().map(r -> r.id).filter(id -> !kept.contains(id)).toList());
            explain(refused);
            failed += refused.size();
            last = page.get(page.size() - 1).id;
            page = dirty(model, true, last);
        }
    }

    /** Ordered by all columns of the index, so that H2 too reads a page of it, rather than sorting all rows each time. */
    private List<StoreRow> dirty(SyncableModel model, boolean deleted, String after) {
        PartitionPredicate inside = PartitionPredicate.of("s.partition", filter);
        return inside.bind(session.createSelectionQuery(
                                "from MorangoStoreRow s where s.profile = :profile and s.modelName = :model"
                                        + " and s.dirty = true and s.id > :after and s.deleted = :deleted and "
                                        + inside.text() + " order by s.profile, s.modelName, s.dirty, s.id",
                                StoreRow.class)
                        .setParameter("profile", profile)
                        .setParameter("model", model.name())
                        .setParameter("after", after)
                        .setParameter("deleted", deleted)
                        .setMaxResults(PAGE))
                .getResultList();
    }

    /** These records are in the application's tables now. */
    private void settle(List<String> ids) {
        if (!ids.isEmpty()) {
            session.createMutationQuery("update MorangoStoreRow s set s.dirty = false, s.deserializationError = null"
                            + " where s.id in :ids")
                    .setParameter("ids", ids)
                    .executeUpdate();
        }
    }

    private void explain(List<Refusal> refused) {
        List<StoreRow> changed = new ArrayList<>();
        for (Refusal refusal : refused) {
            if (!Objects.equals(refusal.row().deserializationError, refusal.reason())) {
                refusal.row().deserializationError = refusal.reason();
                changed.add(refusal.row());
            }
        }
        session.updateMultiple(changed);
    }

    /** A record that stays in the store, and why. */
    record Refusal(StoreRow row, String reason) {}
}
