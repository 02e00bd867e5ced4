package org.morango.hibernate.internal.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.hibernate.StatelessSession;
import org.hibernate.query.MutationQuery;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.report.OutboxFigures;

/**
 * The application's changes that are not serialized yet, as the transactions that made them have noted them. A note
 * says which rows were changed, not how: whoever reads it looks at the rows.
 */
public final class Outbox {
    /** Most rows in one note. A note for each row would cost the application half as much again as its own row. */
    public static final int ROWS = 500;

    /** Number of notes that are read at once. Most often they have few rows. */
    private static final int PAGE = 200;

    /** The notes with rows that say where their records belong. Their rows are lists in a list. */
    private static final String GIVEN = "from MorangoOutboxRow o where o.profile = :profile and o.modelName in :models"
            + " and o.kind in :kinds and o.rows like '%[%[%'";

    private final StatelessSession session;
    private final @Nullable Instant now;

    public Outbox(StatelessSession session) {
        this(session, null);
    }

    /** @param now when the changes are made that will be noted; null if that is not known */
    public Outbox(StatelessSession session, @Nullable Instant now) {
        this.session = session;
        this.now = now;
    }

    /** What a note says of its rows. */
    public enum Kind {
        /** They were inserted or changed. */
        CHANGED,
        /** They were deleted. */
        DELETED,
        /** They were deleted, and their contents are to be removed everywhere. */
        HARD_DELETED,
        /** Some rows of the model were changed in a way that does not tell which. The note has no rows. */
        RESCAN,
        /** They were changed, and cannot become records. */
        HELD_BACK,
        /** They were changed, and belong to no root of this database, or refer to rows without a record. */
        UNPLACED,
        /** Their records may have to move, because the records that they refer to have moved. */
        STRAYED,
        /** They are not rows but records that were received, and that have moved or continue one that has. */
        MOVED
    }

    /** The notes of rows that the next pass looks at. */
    static final List<Kind> CHANGES = List.of(Kind.CHANGED, Kind.DELETED, Kind.HARD_DELETED);

    /** The notes by which passes follow moves. */
    private static final List<Kind> MOVES = List.of(Kind.STRAYED, Kind.MOVED);

    /** The notes of rows that no pass looks at until something else changes. */
    static final List<Kind> RESTING = List.of(Kind.HELD_BACK, Kind.UNPLACED);

    private static final List<Kind> CHANGED = List.of(Kind.CHANGED, Kind.HELD_BACK, Kind.UNPLACED);
    private static final List<Kind> DELETED = List.of(Kind.DELETED, Kind.HARD_DELETED);
    private static final List<Kind> ALL =
            Stream.concat(CHANGES.stream(), RESTING.stream()).toList();

    /**
     * A note as it was read.
     *
     * @param notedAt when it was written; null if that is not known
     * @param rows its rows; null if another program has written something else, see docs/capture.md, "Other programs"
     */
    public record Note(
            long id,
            String modelName,
            Kind kind,
            @Nullable Instant notedAt,
            @Nullable List<ChangedRow> rows) {
        static Note of(OutboxRow row) {
            return new Note(
                    Objects.requireNonNull(row.id),
                    row.modelName,
                    Kind.valueOf(row.kind),
                    row.notedAt,
                    ChangedRow.decode(row.modelName, row.rows));
        }

        /** Returns the number of its rows. */
        public int size() {
            return rows == null ? 0 : rows.size();
        }

        /** Returns its rows; none if they cannot be read. */
        public List<ChangedRow> readable() {
            return rows == null ? List.of() : rows;
        }
    }

    /** Adds notes of these rows. */
    public void add(String profile, String modelName, Kind kind, Collection<ChangedRow> rows) {
        List<ChangedRow> all = List.copyOf(rows);
        for (int from = 0; from < all.size(); from += ROWS) {
            insert(profile, modelName, kind, all.subList(from, Math.min(all.size(), from + ROWS)));
        }
    }

    /** Adds notes of rows by their keys. */
    public void addKeys(String profile, String modelName, Kind kind, Collection<String> keys) {
        add(profile, modelName, kind, keys.stream().map(ChangedRow::of).toList());
    }

    /** Notes that some rows of a model have changed. */
    public void addRescan(String profile, String modelName) {
        insert(profile, modelName, Kind.RESCAN, List.of());
    }

    private void insert(String profile, String modelName, Kind kind, List<ChangedRow> rows) {
        // Does not ask for the id that the database assigns.
        session.createMutationQuery("insert into MorangoOutboxRow (profile, modelName, kind, notedAt, rows)"
                        + " values (:profile, :model, :kind, :now, :rows)")
                .setParameter("profile", profile)
                .setParameter("model", modelName)
                .setParameter("kind", kind.name())
                .setParameter("now", now)
                .setParameter("rows", ChangedRow.encode(modelName, rows))
                .executeUpdate();
    }

    /** Returns the number of notes that the next passes take, and when the first of them was written. */
    public OutboxFigures figures() {
        return session.createSelectionQuery(
                        "select count(*), min(o.notedAt) from MorangoOutboxRow o where o.kind not in :resting",
                        Object[].class)
                .setParameter("resting", names(RESTING))
                .getResultStream()
                .map(row -> new OutboxFigures((Long) row[0], (Instant) row[1]))
                .findFirst()
                .orElseThrow();
    }

    /** Returns whether there is something for a pass over these models. */
    public boolean isAny(String profile, Collection<String> modelNames) {
        // Most often it is empty, and this query is translated once.
        boolean isEmpty = session.createSelectionQuery("select 1 from MorangoOutboxRow o", Integer.class)
                .setMaxResults(1)
                .getResultList()
                .isEmpty();
        return !isEmpty && isAnyOf(profile, modelNames);
    }

    private boolean isAnyOf(String profile, Collection<String> modelNames) {
        return !session.createSelectionQuery(
                        "select 1 from MorangoOutboxRow o where (o.profile = :profile and o.modelName in :models"
                                + " and o.kind in :changes) or o.kind = :rescan",
                        Integer.class)
                .setParameter("profile", profile)
                .setParameter("models", modelNames)
                .setParameter(
                        "changes",
                        names(Stream.concat(CHANGES.stream(), MOVES.stream()).toList()))
                .setParameter("rescan", Kind.RESCAN.name())
                .setMaxResults(1)
                .getResultList()
                .isEmpty();
    }

    /** Returns the first notes of changed and deleted rows of these models, until they have a number of rows. */
    public List<Note> first(String profile, Collection<String> modelNames, int rows) {
        return first(profile, modelNames, CHANGES, rows);
    }

    /** Removes the first notes of one kind, until they have a number of rows, and returns them. */
    public List<Note> take(String profile, Collection<String> modelNames, Kind kind, int rows) {
        List<Note> notes = first(profile, modelNames, List.of(kind), rows);
        remove(notes);
        return notes;
    }

    private List<Note> first(String profile, Collection<String> modelNames, List<Kind> kinds, int rows) {
        List<Note> notes = new ArrayList<>();
        long last = 0;
        for (int count = 0; count < rows; ) {
            List<OutboxRow> page = read(profile, modelNames, kinds, last, Long.MAX_VALUE);
            if (page.isEmpty()) {
                return notes;
            }
            for (OutboxRow row : page) {
                if (count < rows) {
                    // Notes of many rows are decoded only as far as they are taken.
                    Note note = Note.of(row);
                    notes.add(note);
                    count += Math.max(1, note.size());
                    last = note.id();
                }
            }
        }
        return notes;
    }

    private List<OutboxRow> read(
            String profile, Collection<String> modelNames, List<Kind> kinds, long after, long through) {
        return session.createSelectionQuery(
                        "select o from MorangoOutboxRow o where o.id > :after and o.id <= :through and o.profile = :profile"
                                + " and o.modelName in :models and o.kind in :kinds order by o.id",
                        OutboxRow.class)
                .setParameter("after", after)
                .setParameter("through", through)
                .setParameter("profile", profile)
                .setParameter("models", modelNames)
                .setParameter("kinds", names(kinds))
                .setMaxResults(PAGE)
                .getResultList();
    }

    private static long last(List<OutboxRow> page) {
        return Objects.requireNonNull(page.get(page.size() - 1).id);
    }

    /** Returns the kinds of notes that no pass looks at until something else changes. */
    static List<String> resting() {
        return names(RESTING);
    }

    static List<String> names(List<Kind> kinds) {
        return kinds.stream().map(Kind::name).toList();
    }

    /** Returns the id of the last note; 0 if there is none. */
    public long last() {
        return session.createSelectionQuery("select coalesce(max(o.id), 0) from MorangoOutboxRow o", Long.class)
                .getSingleResult();
    }

    /** Returns whether rows of these models were given ids before they could become records. */
    public boolean hasGiven(String profile, Collection<String> modelNames) {
        return !session.createSelectionQuery("select 1 " + GIVEN, Integer.class)
                .setParameter("profile", profile)
                .setParameter("models", modelNames)
                .setParameter("kinds", names(CHANGED))
                .setMaxResults(1)
                .getResultList()
                .isEmpty();
    }

    /** Returns what is noted of such rows, by key. */
    public Map<String, ChangedRow> given(String profile, Collection<String> modelNames, Set<String> keys) {
        Map<String, ChangedRow> given = new LinkedHashMap<>();
        session.createSelectionQuery("select o " + GIVEN + " order by o.id", OutboxRow.class)
                .setParameter("profile", profile)
                .setParameter("models", modelNames)
                .setParameter("kinds", names(CHANGED))
                .getResultStream()
                .flatMap(row -> Note.of(row).readable().stream())
                .filter(row -> row.isPlaced() && keys.contains(row.id()))
                .forEach(row -> given.put(row.id(), row));
        return given;
    }

    /** Returns whether rows are held back or belong to no root. */
    public boolean hasResting(String profile) {
        return !session.createSelectionQuery(
                        "select 1 from MorangoOutboxRow o where o.profile = :profile and o.kind in :kinds",
                        Integer.class)
                .setParameter("profile", profile)
                .setParameter("kinds", names(RESTING))
                .setMaxResults(1)
                .getResultList()
                .isEmpty();
    }

    /** Removes notes, exactly these: a slow transaction may add one with a lower id later. */
    public void remove(Collection<Note> notes) {
        if (!notes.isEmpty()) {
            List<Long> ids = notes.stream().map(Note::id).toList();
            for (int from = 0; from < ids.size(); from += PAGE) {
                session.createMutationQuery("delete from MorangoOutboxRow o where o.id in :ids")
                        .setParameter("ids", ids.subList(from, Math.min(ids.size(), from + PAGE)))
                        .executeUpdate();
            }
        }
    }

    /**
     * Returns what is noted of these rows, by id. Ask after the rows are locked: a transaction that has changed one of
     * them before has committed its notes by then.
     *
     * @param modelNames the model of the rows, and those of the same hierarchy
     */
    public NotedRows of(String profile, Collection<String> modelNames, Collection<String> ids) {
        return of(profile, modelNames, ids, ALL);
    }

    /** Returns which of these rows were changed, by the same rules. */
    public NotedRows changesOf(String profile, Collection<String> modelNames, Collection<String> ids) {
        return of(profile, modelNames, ids, CHANGED);
    }

    /** Returns which of these rows were deleted, by the same rules. */
    public NotedRows deletionsOf(String profile, Collection<String> modelNames, Collection<String> ids) {
        return of(profile, modelNames, ids, DELETED);
    }

    private NotedRows of(String profile, Collection<String> modelNames, Collection<String> ids, List<Kind> kinds) {
        NotedRows noted = NotedRows.none();
        if (!ids.isEmpty()) {
            Set<String> wanted = Set.copyOf(ids);
            each(profile, modelNames, kinds, note -> noted.add(note, wanted));
        }
        return noted;
    }

    /** Adds what the notes of a range of ids say of the changes and deletions of these rows. */
    public void collect(
            NotedRows noted, String profile, Collection<String> modelNames, Set<String> ids, long after, long through) {
        each(profile, modelNames, CHANGES, after, through, note -> noted.add(note, ids));
    }

    /** Returns the number of notes in a range of ids. */
    public long count(long after, long through) {
        return session.createSelectionQuery(
                        "select count(*) from MorangoOutboxRow o where o.id > :after and o.id <= :through", Long.class)
                .setParameter("after", after)
                .setParameter("through", through)
                .getSingleResult();
    }

    /** Calls a consumer with each note of these kinds, in their order. */
    private void each(String profile, Collection<String> modelNames, List<Kind> kinds, Consumer<Note> consumer) {
        each(profile, modelNames, kinds, 0, Long.MAX_VALUE, consumer);
    }

    private void each(
            String profile,
            Collection<String> modelNames,
            List<Kind> kinds,
            long after,
            long through,
            Consumer<Note> consumer) {
        long last = after;
        for (List<OutboxRow> page = read(profile, modelNames, kinds, last, through);
                !page.isEmpty();
                page = read(profile, modelNames, kinds, last, through)) {
            page.stream().map(Note::of).forEach(consumer);
            last = last(page);
        }
    }

    /** Forgets what is noted of these rows. */
    public void forget(String profile, Collection<String> modelNames, Set<String> ids) {
        forget(profile, modelNames, ids, ALL);
    }

    /** Forgets that these rows are held back or belong to no root. */
    public void forgetResting(String profile, Collection<String> modelNames, Set<String> ids) {
        forget(profile, modelNames, ids, RESTING);
    }

    private void forget(String profile, Collection<String> modelNames, Set<String> ids, List<Kind> kinds) {
        if (ids.isEmpty()) {
            return;
        }
        each(profile, modelNames, kinds, note -> {
            List<ChangedRow> rest = note.readable().stream()
                    .filter(row -> !ids.contains(row.id()))
                    .toList();
            if (rest.size() < note.size()) {
                remove(List.of(note));
                add(profile, note.modelName(), note.kind(), rest);
            }
        });
    }

    /** Makes the next pass look again at rows that are held back. Returns whether there are any. */
    public boolean retry(String profile, String modelName) {
        return wake(
                session,
                Kind.HELD_BACK,
                "o.profile = :profile and o.modelName = :model",
                query -> query.setParameter("profile", profile).setParameter("model", modelName));
    }

    /** Makes the next pass look again at rows that belonged to no root. */
    public static void place(StatelessSession session, String profile) {
        wake(session, Kind.UNPLACED, "o.profile = :profile", query -> query.setParameter("profile", profile));
    }

    private static boolean wake(
            StatelessSession session, Kind kind, String which, UnaryOperator<MutationQuery> parameters) {
        return parameters
                        .apply(session.createMutationQuery(
                                "update MorangoOutboxRow o set o.kind = :changed where o.kind = :kind and " + which))
                        .setParameter("changed", Kind.CHANGED.name())
                        .setParameter("kind", kind.name())
                        .executeUpdate()
                > 0;
    }

    /** Removes the notes of models to be rescanned, and returns the names of these models by profile. */
    public Map<String, Set<String>> takeRescans() {
        Map<String, Set<String>> taken = new LinkedHashMap<>();
        for (Object[] model : session.createSelectionQuery(
                        "select distinct o.profile, o.modelName from MorangoOutboxRow o where o.kind = :kind",
                        Object[].class)
                .setParameter("kind", Kind.RESCAN.name())
                .getResultList()) {
            session.createMutationQuery("delete from MorangoOutboxRow o where o.kind = :kind and o.profile = :profile"
                            + " and o.modelName = :model")
                    .setParameter("kind", Kind.RESCAN.name())
                    .setParameter("profile", model[0])
                    .setParameter("model", model[1])
                    .executeUpdate();
            taken.computeIfAbsent((String) model[0], profile -> new LinkedHashSet<>())
                    .add((String) model[1]);
        }
        return taken;
    }

    /** Returns the names of the models of which changed rows are noted. */
    public Set<String> changedModels(String profile) {
        return new LinkedHashSet<>(session.createSelectionQuery(
                        "select distinct o.modelName from MorangoOutboxRow o where o.profile = :profile and o.kind in :kinds",
                        String.class)
                .setParameter("profile", profile)
                .setParameter("kinds", names(CHANGED))
                .getResultList());
    }

    /** Returns the changed rows of a model, by note. They are read on demand. */
    public Stream<List<ChangedRow>> changed(String profile, String modelName) {
        return rows(profile, modelName, CHANGED);
    }

    /** Returns the changed rows of a model that do not rest for want of a root, by note. They are read on demand. */
    public Stream<List<ChangedRow>> unserialized(String profile, String modelName) {
        return rows(profile, modelName, List.of(Kind.CHANGED, Kind.HELD_BACK));
    }

    /** Returns the rows of a model that belong to no root, by note. They are read on demand. */
    public Stream<List<ChangedRow>> unplaced(String profile, String modelName) {
        return rows(profile, modelName, List.of(Kind.UNPLACED));
    }

    private Stream<List<ChangedRow>> rows(String profile, String modelName, List<Kind> kinds) {
        return Stream.iterate(
                        read(profile, List.of(modelName), kinds, 0, Long.MAX_VALUE),
                        page -> !page.isEmpty(),
                        page -> read(profile, List.of(modelName), kinds, last(page), Long.MAX_VALUE))
                .flatMap(List::stream)
                .map(row -> Note.of(row).readable());
    }
}
