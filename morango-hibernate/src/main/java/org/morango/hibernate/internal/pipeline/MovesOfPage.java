package org.morango.hibernate.internal.pipeline;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.model.RecordContent;
import org.morango.hibernate.internal.model.RowIdentity;
import org.morango.hibernate.internal.model.RowKeys;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.model.UnfitException;
import org.morango.hibernate.internal.store.Outbox;
import org.morango.hibernate.internal.store.PendingRecords;
import org.morango.hibernate.internal.store.Rows;
import org.morango.hibernate.internal.store.StoreRecords;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.hibernate.mapping.Moves;
import org.morango.merge.Succession;

/**
 * The moves of one page of rows. A row may move to the place of a record whose own row moves away in the same page. Rows
 * that take each other's places take each other's records.
 */
final class MovesOfPage {
    private final StatelessSession session;
    private final SyncableModels models;
    private final NewVersions versions;
    private final HeldBackRows.Page page;
    private final SyncableModel model;
    private final Map<String, StoreRow> stored;
    private final Set<String> pending;
    private final List<RecordContent> merging;

    /** The records that exist, by id. */
    private final Map<String, StoreRow> records = new HashMap<>();

    private final Map<String, StoreRow> created = new LinkedHashMap<>();
    private final Map<String, StoreRow> changed = new LinkedHashMap<>();
    private final Set<String> moved = new LinkedHashSet<>();

    /** The successors of records that have moved away, by the ids of these. */
    private final Map<String, StoreRow> successors = new HashMap<>();

    /** The rows that have records now which others may know as those of other rows. */
    private final Set<String> exchanged = new LinkedHashSet<>();

    /**
     * @param stored the records of the rows, by key
     * @param pending the ids of those that are pending
     * @param merging receives rows whose new records are pending, so that the two have to be merged
     */
    MovesOfPage(
            StatelessSession session,
            SyncableModels models,
            NewVersions versions,
            HeldBackRows.Page page,
            Map<String, StoreRow> stored,
            Set<String> pending,
            List<RecordContent> merging) {
        this.session = session;
        this.models = models;
        this.versions = versions;
        this.page = page;
        this.model = page.model();
        this.stored = stored;
        this.pending = pending;
        this.merging = merging;
    }

    /** Returns whether another pass has to look at other rows, because these have moved. */
    boolean run(List<RecordContent> moving, boolean isPlainAllowed) {
        records.putAll(StoreRecords.load(
                session, moving.stream().map(RecordContent::id).toList()));
        moving.forEach(content -> records.put(from(content).id, from(content)));
        Set<String> expected = PendingRecords.of(session, records.keySet());
        Map<String, RecordContent> open = new LinkedHashMap<>();
        checked(moving, isPlainAllowed).forEach(content -> open.put(content.key(), content));
        while (moveToFree(open, expected)) {
            // A row that moves away may make room for another one.
        }
        exchange(open);
        open.values()
                .forEach(content -> page.attempt(content.key(), () -> {
                    throw UnfitException.unplaceable(
                            "Its values give it the partition and identity of the record of row "
                                    + Objects.requireNonNull(records.get(content.id())).localKey
                                    + ". Mend the values, or remove one of the two rows.");
                }));
        return save(expected);
    }

    private StoreRow from(RecordContent content) {
        return Objects.requireNonNull(stored.get(content.key()));
    }

    /** Returns the rows that may move. */
    private List<RecordContent> checked(List<RecordContent> moving, boolean isPlainAllowed) {
        Set<String> referred = new HashSet<>();
        if (isPlainAllowed && TemplatePlaces.moves(model) == Moves.FOLLOW) {
            List<Object> keys =
                    RowKeys.parse(model, moving.stream().map(RecordContent::key).toList());
            referred.addAll(new Referrers(session, models, model.profile()).referred(model, keys));
        }
        List<RecordContent> checked = new ArrayList<>();
        for (RecordContent content : moving) {
            page.attempt(content.key(), () -> {
                page.check(content, records.get(content.id()));
                if (referred.contains(content.key())) {
                    throw refused(content);
                }
                checked.add(content);
            });
        }
        return checked;
    }

    /** Moves the rows whose places are free. Returns whether there were any. */
    private boolean moveToFree(Map<String, RecordContent> open, Set<String> expected) {
        List<RecordContent> free = open.values().stream()
                .filter(content -> isFree(records.get(content.id())))
                .toList();
        for (RecordContent content : free) {
            open.remove(content.key());
            page.attempt(content.key(), () -> move(content, records.get(content.id()), expected));
        }
        return !free.isEmpty();
    }

    private static boolean isFree(@Nullable StoreRow there) {
        return there == null || there.deleted || there.localKey == null;
    }

    private void move(RecordContent content, @Nullable StoreRow there, Set<String> expected) {
        StoreRow from = from(content);
        StoreRow to = there == null ? new StoreRow() : there;
        if (there != null && !there.deleted && expected.contains(there.id)) {
            // Another peer has moved it there as well, or has made it there. The two contents are merged next.
            to.localKey = content.key();
            pending.add(to.id);
            merging.add(content);
        } else {
            take(to, content, continued(content, from));
        }
        StoreRow follower = successors.remove(to.id);
        if (follower != null) {
            // The record that it continues goes on as that of this row.
            follower.serialized(Succession.continuing(follower.serialized(), null));
            exchanged.add(Objects.requireNonNull(follower.localKey));
        }
        from.localKey = null;
        versions.moveAway(from, to);
        successors.put(from.id, to);
        records.put(to.id, to);
        (there == null ? created : changed).put(to.id, to);
        changed.put(from.id, from);
        settle(content, to, there != null);
    }

    /** Lets rows take each other's records, as long as each of them has a taker. */
    private void exchange(Map<String, RecordContent> open) {
        boolean isClosed = false;
        Map<String, RecordContent> closed = new LinkedHashMap<>(open);
        while (!isClosed) {
            Set<String> wanted = new HashSet<>();
            Set<String> left = new HashSet<>();
            closed.values().forEach(content -> {
                wanted.add(content.id());
                left.add(from(content).id);
            });
            isClosed = !closed.values()
                    .removeIf(content -> !left.contains(content.id()) || !wanted.contains(from(content).id));
        }
        Map<String, StoreRow> before = new HashMap<>();
        closed.values().forEach(content -> before.put(content.key(), copy(from(content))));
        for (RecordContent content : closed.values()) {
            page.attempt(content.key(), () -> {
                StoreRow to = Objects.requireNonNull(records.get(content.id()));
                StoreRow from = Objects.requireNonNull(before.get(content.key()));
                take(to, content, new Taken(from, from.serialized()));
                changed.put(to.id, to);
                settle(content, to, true);
            });
            open.remove(content.key());
        }
    }

    private static StoreRow copy(StoreRow row) {
        StoreRow copy = StoreRecords.row(StoreRecords.read(row), row);
        copy.ancestors = row.ancestors;
        copy.adapted = row.adapted;
        return copy;
    }

    /** The record that a row had before, and the content from which that of its new record is made. */
    private record Taken(StoreRow from, String base) {}

    private static Taken continued(RecordContent content, StoreRow from) {
        return new Taken(from, Succession.continuing(from.serialized(), from.id));
    }

    private void take(StoreRow to, RecordContent content, Taken taken) {
        StoreRow from = taken.from();
        RecordContent own = content.withoutAdapted(from, model);
        String serialized =
                page.sized(content, versions.changed(from, from.serialized(), own.mergedInto(taken.base(), model)));
        to.id = content.id();
        to.profile = model.profile();
        to.modelName = model.name();
        to.localKey = content.key();
        to.ancestors = versions.ancestors(from);
        to.adapted = own.stillAdapted(from.adapted);
        versions.take(to, content, serialized);
        to.conflictingData(from.conflictingData());
    }

    private void settle(RecordContent content, StoreRow to, boolean isKnown) {
        stored.put(content.key(), to);
        moved.add(content.key());
        if (isKnown) {
            exchanged.add(content.key());
        }
    }

    private boolean save(Set<String> expected) {
        Rows.insert(session, List.copyOf(created.values()));
        Rows.update(session, List.copyOf(changed.values()));
        PendingRecords.remove(
                session,
                moved.stream()
                        .map(key -> Objects.requireNonNull(stored.get(key)).id)
                        .filter(id -> expected.contains(id) && !pending.contains(id))
                        .toList());
        Referrers referrers = new Referrers(session, models, model.profile());
        referrers.stray(Map.of(model, moved));
        // The id of a record that has existed before says something else to the rows that refer to it.
        boolean isWoken = referrers.wake(Map.of(model, exchanged));
        if (model.identity() == RowIdentity.NATURAL && !moved.isEmpty()) {
            // Rows of other pages may have waited for the places of these.
            isWoken |= new Outbox(session).retry(model.profile(), model.name());
        }
        return isWoken;
    }

    private UnfitException refused(RecordContent content) {
        return UnfitException.unplaceable("Its values say partition " + content.partition()
                + " now, and other rows refer to it. Peers that know only Python Morango's protocol, which"
                + " allowPlainMorango lets in, delete what refers to a record that moves. Set the values back, or mark "
                + model.entityClass().getSimpleName() + " @Syncable(moves = Moves.ALWAYS).");
    }
}
