package org.morango.hibernate.internal.pipeline;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.hook.RecordAdapter;
import org.morango.hibernate.hook.RejectedRecordHook;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.pipeline.PendingPages.Pending;
import org.morango.hibernate.internal.store.PendingRecords;
import org.morango.hibernate.internal.store.PendingRow;
import org.morango.hibernate.internal.store.StoreRecords;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.record.Filter;
import org.morango.replica.DeserializeResult;

/**
 * Moves the store's pending records into the application's tables: first rows that are written, each model after those
 * it refers to, then rows that are deleted, in reverse order. If references form a circle, a row is first written
 * without references to missing rows, and again with them after the others. A record that wants a unique value of a
 * deleted row is written in another round, after the deletion. A record that cannot be written stays pending, with its
 * reason, and is tried again in each sync. Many records take several passes, each of which is a transaction.
 */
public final class DeserializeStage {
    private final StatelessSession session;
    private final SyncableModels models;
    private final Hooks hooks;
    private final ChangeLog changes;
    private final String profile;
    private final Filter filter;
    private final PendingPages pages;
    private final Map<SyncableModel, PageWriter> writers = new HashMap<>();
    private long written;
    private long deleted;
    private long failed;
    private int handled;

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
        this.pages = new PendingPages(session, profile, filter);
    }

    private enum Work {
        WRITE,
        /** Writes the rows again that were written without some of their references. */
        FINISH,
        DELETE
    }

    private record Step(Work work, SyncableModel model) {}

    /**
     * Position at which a pass begins.
     *
     * @param step the current step
     * @param place the progress of that step
     * @param round the round that the pass is part of
     */
    public record Position(int step, PendingPages.Place place, Round round) {
        public static final Position FIRST = new Position(0, PendingPages.Place.FIRST, Round.FIRST);
    }

    /**
     * State of a round over all pending records.
     *
     * @param hasBegun whether rows were written that have to be finished
     * @param hasLater whether another round may write more
     * @param refused number of records that could not be written
     * @param isLast whether no other round follows
     */
    record Round(boolean hasBegun, boolean hasLater, long refused, boolean isLast) {
        private static final Round FIRST = new Round(false, false, 0, false);

        private Round plus(PageResult result, long failures) {
            return new Round(
                    hasBegun || !result.begun().isEmpty(), hasLater || result.isLater(), refused + failures, isLast);
        }
    }

    /** Result of one pass, and the position of the next; null if nothing is left. */
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
        Position at = from;
        while (at != null && handled < Passes.records()) {
            List<Step> steps = steps(at.round());
            at = at.step() < steps.size() ? run(steps.get(at.step()), at) : nextRound(at.round());
        }
        if (handled > 0) {
            CacheEviction.afterCommit(session, models.inOrder(profile));
        }
        return new Pass(new DeserializeResult(written, deleted, failed), at);
    }

    private @Nullable Position nextRound(Round round) {
        if (!round.hasLater() || round.isLast()) {
            return null;
        }
        failed -= round.refused();
        writers.values().forEach(PageWriter::forgetRefused);
        return new Position(0, PendingPages.Place.FIRST, new Round(false, false, 0, true));
    }

    private List<Step> steps(Round round) {
        List<Step> steps = new ArrayList<>();
        for (List<SyncableModel> group : models.groups(profile)) {
            group.forEach(model -> steps.add(new Step(Work.WRITE, model)));
            if (models.mayBeUnfinished(group)) {
                group.forEach(model -> steps.add(new Step(Work.FINISH, model)));
            }
        }
        if (!round.isLast()) {
            models.inReverseOrder(profile).forEach(model -> steps.add(new Step(Work.DELETE, model)));
        }
        return steps;
    }

    /** Handles a page. */
    private Position run(Step step, Position at) {
        boolean isNothing = step.work() == Work.FINISH && !at.round().hasBegun();
        PendingPages.Page page = isNothing ? null : read(step, at.place());
        if (page == null) {
            return new Position(at.step() + 1, PendingPages.Place.FIRST, at.round());
        }
        handled += Math.max(1, page.records().size());
        if (step.work() == Work.DELETE) {
            delete(step.model(), page.records());
            return new Position(at.step(), page.next(), at.round());
        }
        return write(step, page, at);
    }

    private PageWriter writer(SyncableModel model) {
        return writers.computeIfAbsent(model, m -> PageWriter.of(session, models, m, changes, hooks, adaptation(m)));
    }

    private PendingPages.@Nullable Page read(Step step, PendingPages.Place place) {
        return switch (step.work()) {
            case WRITE ->
                pages.toWrite(step.model(), place, page -> writer(step.model()).holders(page));
            case FINISH -> pages.toFinish(step.model(), place);
            case DELETE -> pages.toDelete(step.model(), place);
        };
    }

    private Position write(Step step, PendingPages.Page page, Position at) {
        SyncableModel model = step.model();
        PageWriter writer = writer(model);
        PageWriter.Batch batch = batch(page);
        PageResult result = writer.write(batch);
        boolean isReordered = step.work() == Work.WRITE
                && !at.place().isTangled()
                && model.ownReferences().isEmpty()
                && writer.isTangled();
        if (isReordered) {
            // The refused records come again, in another order.
            result = result.withoutRefused();
        }
        RejectedRecordHook hook = hooks.refused(model);
        if (hook != null && !result.refused().isEmpty()) {
            boolean asksForWaiting = !at.round().hasLater() && !result.isLater();
            int before = result.settled().size();
            result = new Mending(session, model, writer, hook).mend(batch, result, asksForWaiting);
            if (result.settled().size() > before) {
                writer.forgetRefused();
            }
        }
        written += result.written();
        deleted += result.deleted();
        long failures = result.refused().size()
                + (step.work() == Work.FINISH ? result.begun().size() : 0);
        failed += failures;
        PendingRecords.remove(session, result.settled());
        note(page.records(), result.refused(), result.begun());
        return new Position(
                at.step(),
                isReordered ? at.place().tangled() : page.next(),
                at.round().plus(result, failures));
    }

    private PageWriter.Batch batch(PendingPages.Page page) {
        Lineage lineage = page.next().lineage();
        return new PageWriter.Batch(
                page.records().stream().map(Pending::row).toList(),
                page.records().stream()
                        .filter(Pending::unfinished)
                        .map(p -> p.row().id)
                        .collect(Collectors.toSet()),
                id -> lineage == null || page.next().isTangled() || lineage.isCut(id),
                filter,
                Map.of(),
                Reach.of(page.records(), filter));
    }

    private @Nullable Adaptation adaptation(SyncableModel model) {
        RecordAdapter adapter = hooks.adapter(model);
        return adapter == null ? null : new Adaptation(model, adapter, filter);
    }

    private void delete(SyncableModel model, List<Pending> page) {
        List<Refusal> refused = new ArrayList<>();
        DeletedRecords deletions = new DeletedRecords(session, models, changes);
        deleted += deletions.delete(
                model,
                page.stream().map(Pending::row).toList(),
                Reach.of(page, filter),
                (row, reason) -> refused.add(new Refusal(row, reason)));
        Set<String> kept = refused.stream().map(r -> r.row().id).collect(Collectors.toSet());
        List<StoreRow> settled = page.stream()
                .map(Pending::row)
                .filter(row -> !kept.contains(row.id))
                .toList();
        StoreRecords.unlink(
                session,
                deletions.unlinked(model, settled).stream().map(row -> row.id).toList());
        PendingRecords.remove(session, settled.stream().map(row -> row.id).toList());
        note(page, refused, List.of());
        failed += refused.size();
    }

    private void note(List<Pending> page, List<Refusal> refused, List<Refusal> begun) {
        Map<String, Pending> before = new HashMap<>();
        page.forEach(pending -> before.put(pending.row().id, pending));
        List<PendingRow> noted = new ArrayList<>();
        begun.forEach(b ->
                noted.add(PendingRow.of(b.row(), b.reason().text(), true).withReach(reach(before.get(b.row().id)))));
        refused.forEach(r -> {
            Pending pending = before.get(r.row().id);
            noted.add(PendingRow.of(r.row(), r.reason().text(), pending != null && pending.unfinished())
                    .withReach(reach(pending)));
        });
        // Notes that are unchanged are not written again.
        noted.removeIf(row -> {
            Pending pending = before.get(row.id);
            return pending != null && pending.isNoted(row);
        });
        PendingRecords.update(session, noted);
    }

    private static @Nullable String reach(@Nullable Pending pending) {
        return pending == null ? null : pending.reach();
    }

    /** A record that stays pending, with its reason. */
    record Refusal(StoreRow row, Reason reason) {
        Refusal(StoreRow row, String reason) {
            this(row, Reason.of(reason));
        }
    }
}
