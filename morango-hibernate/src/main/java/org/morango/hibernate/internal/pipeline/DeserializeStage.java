package org.morango.hibernate.internal.pipeline;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.RecordAdapter;
import org.morango.hibernate.RefusedRecordHook;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.store.PartitionPredicate;
import org.morango.hibernate.internal.store.PendingRecords;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.record.Filter;
import org.morango.replica.DeserializeResult;

/**
 * Moves the store's pending records into the application's tables: what is written first, each model after those it refers
 * to, then what is deleted, the other way round. A record that cannot be written stays pending, with its reason, and is
 * tried again each time.
 */
public final class DeserializeStage {
    private static final int PAGE = 500;

    private final StatelessSession session;
    private final SyncableModels models;
    private final Hooks hooks;
    private final String profile;
    private final Filter filter;
    private long written;
    private long deleted;
    private long failed;
    private boolean hasWritten;

    private DeserializeStage(
            StatelessSession session, SyncableModels models, Hooks hooks, String profile, Filter filter) {
        this.session = session;
        this.models = models;
        this.hooks = hooks;
        this.profile = profile;
        this.filter = filter;
    }

    public static DeserializeResult run(
            StatelessSession session, SyncableModels models, Hooks hooks, String profile, Filter filter) {
        return new DeserializeStage(session, models, hooks, profile, filter).run();
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
        boolean isMended = group.stream().anyMatch(model -> hooks.refused(model) != null);
        Round round = inRounds ? inRounds(group) : write(group, isMended);
        if (inRounds && isMended && round.refused > 0) {
            // Not before: what one round refuses may be written in the next.
            round = write(group, true);
            round = round.progress > 0 && round.refused > 0 ? inRounds(group) : round;
        }
        failed += round.refused;
    }

    private Round inRounds(List<SyncableModel> group) {
        Round round;
        do {
            round = write(group, false);
        } while (round.progress > 0 && round.refused > 0);
        return round;
    }

    private Round write(List<SyncableModel> group, boolean isMending) {
        Round round = new Round();
        group.forEach(model -> write(model, round, isMending));
        return round;
    }

    private void write(SyncableModel model, Round round, boolean isMending) {
        PageWriter writer = PageWriter.inParts(session, models, model, adaptation(model));
        RefusedRecordHook hook = isMending ? hooks.refused(model) : null;
        String last = "";
        List<Pending> page = pending(model, false, last);
        while (!page.isEmpty()) {
            hasWritten = true;
            PageWriter.Result result =
                    writer.write(page.stream().map(Pending::row).toList());
            if (hook != null && !result.refused().isEmpty()) {
                result = new Mending(session, model, writer, hook).mend(result);
            }
            round.progress += result.settled().size() + result.begun();
            round.refused += result.refused().size();
            written += result.written();
            deleted += result.deleted();
            PendingRecords.remove(session, result.settled());
            explain(page, result.refused());
            last = page.get(page.size() - 1).row().id;
            page = pending(model, false, last);
        }
    }

    private @Nullable Adaptation adaptation(SyncableModel model) {
        RecordAdapter adapter = hooks.adapter(model);
        return adapter == null ? null : new Adaptation(model, adapter, filter);
    }

    /** What became of the records of one round. */
    private static final class Round {
        private long progress;
        private long refused;
    }

    private void delete(SyncableModel model) {
        SafeWrites writes = new SafeWrites(session);
        String last = "";
        List<Pending> page = pending(model, true, last);
        while (!page.isEmpty()) {
            hasWritten = true;
            List<Refusal> refused = new ArrayList<>();
            for (boolean hard : new boolean[] {false, true}) {
                List<StoreRow> rows = page.stream()
                        .map(Pending::row)
                        .filter(row -> row.hardDeleted == hard)
                        .toList();
                deleted += writes.write(
                        rows,
                        (own, part) -> new Deletions(own, models, profile)
                                .delete(model, part.stream().map(r -> r.id).toList(), hard),
                        SafeWrites.Diagnosis.none(),
                        (row, reason) -> refused.add(new Refusal(row, "its row cannot be deleted: " + reason.text())));
            }
            Set<String> kept = refused.stream().map(r -> r.row().id).collect(Collectors.toSet());
            PendingRecords.remove(
                    session,
                    page.stream()
                            .map(p -> p.row().id)
                            .filter(id -> !kept.contains(id))
                            .toList());
            explain(page, refused);
            failed += refused.size();
            last = page.get(page.size() - 1).row().id;
            page = pending(model, true, last);
        }
    }

    /** Ordered by all columns of the index, so that H2 too reads a page of it, rather than sorting all rows each time. */
    private List<Pending> pending(SyncableModel model, boolean deleted, String after) {
        PartitionPredicate inside = PartitionPredicate.of("s.partition", filter);
        return inside
                .bind(session.createSelectionQuery(
                                "select s, p.reason from MorangoPendingRow p join MorangoStoreRow s on s.id = p.id"
                                        + " where p.profile = :profile and p.modelName = :model and p.id > :after"
                                        + " and s.deleted = :deleted and " + inside.text()
                                        + " order by p.profile, p.modelName, p.id",
                                Object[].class)
                        .setParameter("profile", profile)
                        .setParameter("model", model.name())
                        .setParameter("after", after)
                        .setParameter("deleted", deleted)
                        .setMaxResults(PAGE))
                .getResultList()
                .stream()
                .map(row -> new Pending((StoreRow) row[0], (String) row[1]))
                .toList();
    }

    private void explain(List<Pending> page, List<Refusal> refused) {
        Map<StoreRow, String> reasons = new LinkedHashMap<>();
        refused.forEach(refusal -> reasons.put(refusal.row(), refusal.reason().text()));
        // What is noted already stays as it is.
        page.forEach(pending -> reasons.remove(pending.row(), pending.reason()));
        PendingRecords.explain(session, reasons);
    }

    /** A record that waits, and why as far as is known. */
    private record Pending(StoreRow row, @Nullable String reason) {}

    /** A record that stays in the store, and why. */
    record Refusal(StoreRow row, Reason reason) {
        Refusal(StoreRow row, String reason) {
            this(row, Reason.of(reason));
        }
    }
}
