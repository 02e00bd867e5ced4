package org.morango.hibernate.internal.pipeline;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.model.RowIdentity;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.store.ChangedRow;
import org.morango.hibernate.internal.store.IdList;
import org.morango.hibernate.internal.store.NotedRows;
import org.morango.hibernate.internal.store.Outbox;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.internal.text.LogText;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pass over the outbox. Takes the notes that it has read out of the outbox, part by part, and no others: a slow
 * transaction may add one with a lower id later.
 */
final class OutboxPass {
    private static final Logger LOG = LoggerFactory.getLogger(OutboxPass.class);
    private static final int PAGE = 1_000;

    private final Outbox outbox;
    private final SyncableModels models;
    private final String profile;
    private final Deque<Outbox.Note> open;

    /** The last note that was read, the last that there was then, and the number of those in between. */
    private final long lastRead;

    private final long lastThen;
    private final long between;
    private final @Nullable Instant oldest;
    private final boolean isAll;

    /** The rows that were given ids before they could become records, by hierarchy and key, as far as they are read. */
    private final Map<String, Map<String, ChangedRow>> given = new HashMap<>();

    private boolean hasResting;
    private @Nullable Boolean hasGiven;

    private OutboxPass(
            Outbox outbox,
            SyncableModels models,
            String profile,
            List<Outbox.Note> notes,
            boolean isAll,
            long lastThen) {
        this.outbox = outbox;
        this.models = models;
        this.profile = profile;
        this.open = new ArrayDeque<>(notes);
        this.lastRead = notes.isEmpty() ? 0 : notes.get(notes.size() - 1).id();
        this.lastThen = lastThen;
        this.between = isAll ? 0 : outbox.count(lastRead, lastThen);
        this.isAll = isAll;
        this.oldest = notes.stream()
                .map(Outbox.Note::notedAt)
                .filter(Objects::nonNull)
                .min(Instant::compareTo)
                .orElse(null);
        this.hasResting = !notes.isEmpty() && outbox.hasResting(profile);
        notes.forEach(this::noteGiven);
    }

    private void noteGiven(Outbox.Note note) {
        models.find(profile, note.modelName())
                .filter(model -> model.identity() == RowIdentity.LOCAL)
                .ifPresent(model -> note.readable().stream()
                        .filter(ChangedRow::isPlaced)
                        .forEach(row -> given.computeIfAbsent(model.hierarchy(), h -> new HashMap<>())
                                .put(row.id(), row)));
    }

    /** Returns what is noted of rows that were given ids before they could become records, by key. */
    Map<String, ChangedRow> given(SyncableModel model, Set<String> keys) {
        Map<String, ChangedRow> found = new HashMap<>(given.getOrDefault(model.hierarchy(), Map.of()));
        found.keySet().retainAll(keys);
        if (hasGiven()) {
            found.putAll(outbox.given(profile, models.related(model), keys));
        }
        return found;
    }

    private boolean hasGiven() {
        Boolean known = hasGiven;
        if (known == null) {
            known = outbox.hasGiven(
                    profile,
                    models.inOrder(profile).stream()
                            .filter(model -> model.identity() == RowIdentity.LOCAL)
                            .map(SyncableModel::name)
                            .toList());
            hasGiven = known;
        }
        return known;
    }

    /** Begins a pass over at most about this number of rows. */
    static OutboxPass begin(StatelessSession session, SyncableModels models, String profile, int most) {
        Outbox outbox = new Outbox(session);
        long last = outbox.last();
        List<Outbox.Note> notes = outbox.first(profile, models.names(profile), most);
        outbox.remove(notes);
        List<Outbox.Note> unreadable =
                notes.stream().filter(note -> note.rows() == null).toList();
        unreadable.forEach(note -> {
            LOG.warn(
                    "Note {} in morango_outbox is not a JSON array of ids. All rows of model {} are compared with the store"
                            + " instead; mend the program that writes such notes.",
                    note.id(),
                    LogText.plain(note.modelName()));
            outbox.addRescan(profile, note.modelName());
        });
        boolean isAll = unreadable.isEmpty()
                && notes.stream().mapToInt(note -> Math.max(1, note.size())).sum() < most;
        return new OutboxPass(outbox, models, profile, notes, isAll, last);
    }

    /** Returns when the oldest of its notes was written; null if that is not known. */
    @Nullable
    Instant oldest() {
        return oldest;
    }

    boolean hasNext() {
        return !open.isEmpty();
    }

    /** Returns the next part. */
    Part next() {
        List<Outbox.Note> notes = new ArrayList<>();
        for (int rows = 0; !open.isEmpty() && rows < PAGE; ) {
            Outbox.Note note = open.remove();
            notes.add(note);
            rows += note.size();
        }
        return new Part(notes);
    }

    /** Returns more rows of a model, which nobody has noted. */
    Rows unnoted(SyncableModel model, List<String> keys) {
        Rows rows = new Rows(model);
        rows.noted.addAll(Outbox.Kind.CHANGED, keys.stream().map(ChangedRow::of).toList());
        return rows;
    }

    /** Returns rows of a model whose records may have to move. */
    Rows strayed(SyncableModel model, List<String> keys) {
        Rows rows = unnoted(model, keys);
        rows.areStrayed = true;
        return rows;
    }

    /** Puts back the notes that were not used. Returns whether there were none, and no more in the outbox. */
    boolean close() {
        open.forEach(note -> outbox.add(profile, note.modelName(), note.kind(), note.readable()));
        return isAll && open.isEmpty();
    }

    /** Returns what was noted of rows since the pass began. It has removed the notes that it has read. */
    private NotedRows newer(List<String> modelNames, Set<String> ids) {
        NotedRows newer = NotedRows.none();
        if (isAll) {
            outbox.collect(newer, profile, modelNames, ids, 0, Long.MAX_VALUE);
            return newer;
        }
        outbox.collect(newer, profile, modelNames, ids, 0, lastRead);
        outbox.collect(newer, profile, modelNames, ids, lastThen, Long.MAX_VALUE);
        if (outbox.count(lastRead, lastThen) != between) {
            // A slow transaction has added one. The others of these wait for the next pass anyway.
            outbox.collect(newer, profile, modelNames, ids, lastRead, lastThen);
        }
        return newer;
    }

    /** Some notes, and the rows of all of them. */
    final class Part {
        private final Map<SyncableModel, Rows> rows = new LinkedHashMap<>();

        private Part(List<Outbox.Note> notes) {
            for (Outbox.Note note : notes) {
                // A bulk statement names the base class of a hierarchy, whichever models the rows belong to.
                models.find(profile, note.modelName())
                        .map(models::relatives)
                        .orElse(List.of())
                        .forEach(model ->
                                rows.computeIfAbsent(model, Rows::new).noted.addAll(note.kind(), note.readable()));
            }
        }

        /** Returns the rows of each model, in the order of models. */
        List<Rows> inOrder() {
            return models.inOrder(profile).stream()
                    .filter(rows::containsKey)
                    .map(rows::get)
                    .toList();
        }
    }

    /** The noted rows that may be those of a model. */
    final class Rows {
        private final SyncableModel model;
        private final NotedRows noted = NotedRows.none();
        private final Set<String> gone = new HashSet<>();
        private boolean areStrayed;

        private Rows(SyncableModel model) {
            this.model = model;
        }

        SyncableModel model() {
            return model;
        }

        /** Returns pages of the ids of all these rows but those that are known to be gone. */
        List<List<String>> present() {
            Set<String> ids = new LinkedHashSet<>(noted.changed().keySet());
            ids.addAll(noted.deleted().keySet());
            ids.removeAll(gone);
            return IdList.parts(ids, PAGE);
        }

        /** Notes that there were no such rows when this pass looked. */
        void areGone(Collection<String> ids) {
            gone.addAll(ids);
        }

        boolean isGone(String id) {
            return gone.contains(id);
        }

        /** Returns pages of the ids of those that were deleted. */
        List<List<String>> deleted() {
            return IdList.parts(noted.deleted().keySet(), PAGE);
        }

        /** Returns pages of the ids of deleted records that have no rows. */
        List<List<String>> deletedRecords() {
            return IdList.parts(noted.records().keySet(), PAGE);
        }

        /** Returns whether these rows are looked at because their records may have to move. */
        boolean areStrayed() {
            return areStrayed;
        }

        boolean isDeleted(String id) {
            return noted.deleted().containsKey(id);
        }

        boolean isHardDeleted(String id) {
            return noted.deleted().getOrDefault(id, false);
        }

        /**
         * Notes that a row is the same record as another row was. If that was hard-deleted, nothing of it may stay in
         * the record.
         */
        void takesPlace(String id, String former) {
            boolean isPurged = isHardDeleted(former)
                    || open.stream()
                            .filter(note -> note.kind() == Outbox.Kind.HARD_DELETED
                                    && models.related(model).contains(note.modelName()))
                            .flatMap(note -> note.readable().stream())
                            .anyMatch(row -> row.id().equals(former));
            if (isPurged) {
                noted.deleted().put(id, true);
            }
        }

        boolean isHardDeleted(StoreRow rec) {
            return rec.localKey == null && !model.hasRecordIds()
                    ? noted.records().getOrDefault(rec.id, false)
                    : isHardDeleted(rec.localKey == null ? rec.id : rec.localKey);
        }

        /** Returns what is noted of the places of rows, by id. */
        Map<String, ChangedRow> places() {
            return noted.changed();
        }

        /**
         * Returns the rows that somebody has changed while they were read. They are left to the next pass, with what is
         * noted of them.
         */
        Set<String> leaveChangedMeanwhile(List<String> ids) {
            NotedRows newer = newer(models.related(model), Set.copyOf(ids));
            Set<String> again = new LinkedHashSet<>();
            ids.stream().filter(newer::hasChange).forEach(again::add);
            outbox.add(
                    profile,
                    model.name(),
                    Outbox.Kind.CHANGED,
                    again.stream()
                            .filter(places()::containsKey)
                            .map(places()::get)
                            .toList());
            again.stream()
                    .filter(this::isDeleted)
                    .collect(Collectors.groupingBy(id -> Deletions.kind(isHardDeleted(id))))
                    .forEach((kind, deleted) -> outbox.addKeys(profile, model.name(), kind, deleted));
            noted.deleted().keySet().removeAll(again);
            return again;
        }

        /**
         * Takes rows out of the notes of those that are held back or belong to no root: they are tried again now.
         * Returns their keys.
         */
        Set<String> wake(List<String> ids) {
            if (!hasResting) {
                return Set.of();
            }
            Map<String, ChangedRow> resting =
                    outbox.of(profile, models.related(model), ids).resting();
            noted.addAll(Outbox.Kind.CHANGED, resting.values());
            outbox.forgetResting(profile, models.related(model), resting.keySet());
            return resting.keySet();
        }

        /** Notes that some rows rest from now on. */
        void rest() {
            hasResting = true;
        }

        /** Sets aside rows that belong to no partition that a root reaches. */
        void leaveUnplaced(List<ChangedRow> unplaced) {
            outbox.add(profile, model.name(), Outbox.Kind.UNPLACED, unplaced);
            hasResting |= !unplaced.isEmpty();
        }
    }
}
