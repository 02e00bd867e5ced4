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
 * tried again each time. Much takes several passes, each a transaction, but for models that refer to themselves or to each
 * other in a circle: their rows have to be written together.
 */
public final class DeserializeStage {
    private static final int PAGE = 500;

    private final StatelessSession session;
    private final SyncableModels models;
    private final Hooks hooks;
    private final ChangeLog changes;
    private final String profile;
    private final Filter filter;
    private long written;
    private long deleted;
    private long failed;
    private int handled;
    private boolean hasWritten;

    private DeserializeStage(
            StatelessSession session,
            SyncableModels models,
            Hooks hooks,
            ChangeLog changes,
            String profile,
            Filter filter) {
        this.session = session;
        this.models = models;
        this.hooks = hooks;
        this.changes = changes;
        this.profile = profile;
        this.filter = filter;
    }

    /**
     * Where a pass begins.
     *
     * @param step which group of models is written, or, after all of these, from which model is deleted
     * @param after the last record that was handled
     */
    public record Position(int step, String after) {
        public static final Position FIRST = new Position(0, "");
    }

    /** What one pass has done, and where the next begins; null if nothing is left. */
    public record Pass(DeserializeResult result, @Nullable Position next) {}

    /** Makes one pass. */
    public static Pass run(
            StatelessSession session,
            SyncableModels models,
            Hooks hooks,
            ChangeLog changes,
            String profile,
            Filter filter,
            Position from) {
        return new DeserializeStage(session, models, hooks, changes, profile, filter).run(from);
    }

    private Pass run(Position from) {
        List<List<SyncableModel>> writing = models.groups(profile);
        List<SyncableModel> deleting = models.inReverseOrder(profile);
        int steps = writing.size() + deleting.size();
        Position at = from.step() < steps ? from : null;
        while (at != null && handled < Passes.records()) {
            int step = at.step();
            String last = step < writing.size()
                    ? write(writing.get(step), at.after())
                    : delete(deleting.get(step - writing.size()), at.after());
            at = last != null ? new Position(step, last) : step + 1 < steps ? new Position(step + 1, "") : null;
        }
        if (hasWritten) {
            CacheEviction.afterCommit(session, models.inOrder(profile));
        }
        return new Pass(new DeserializeResult(written, deleted, failed), at);
    }

    /** Returns the last record that was handled, if the pass has to end before all are. */
    private @Nullable String write(List<SyncableModel> group, String after) {
        // Models that refer to each other or to themselves may take a round for each level of their tree.
        boolean inRounds = models.isCircle(group);
        boolean isMended = group.stream().anyMatch(model -> hooks.refused(model) != null);
        if (!inRounds) {
            Round round = new Round();
            String last = write(group.get(0), round, isMended, after);
            failed += round.refused;
            return last;
        }
        Round round = inRounds(group);
        if (isMended && round.refused > 0) {
            // Not before: what one round refuses may be written in the next.
            round = write(group, true);
            round = round.progress > 0 && round.refused > 0 ? inRounds(group) : round;
        }
        failed += round.refused;
        return null;
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
        for (SyncableModel model : group) {
            for (String last = ""; last != null; ) {
                last = write(model, round, isMending, last);
            }
        }
        return round;
    }

    private @Nullable String write(SyncableModel model, Round round, boolean isMending, String after) {
        PageWriter writer = PageWriter.inParts(session, models, model, changes, adaptation(model));
        RefusedRecordHook hook = isMending ? hooks.refused(model) : null;
        String last = after;
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
            handled += page.size();
            if (handled >= Passes.records()) {
                return last;
            }
            page = pending(model, false, last);
        }
        return null;
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

    private @Nullable String delete(SyncableModel model, String after) {
        SafeWrites writes = new SafeWrites(session, changes);
        String last = after;
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
                        (own, part) -> new Deletions(own, models, changes, profile)
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
            handled += page.size();
            if (handled >= Passes.records()) {
                return last;
            }
            page = pending(model, true, last);
        }
        return null;
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
