package org.morango.hibernate.internal.pipeline;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.morango.common.MorangoException;
import org.morango.hibernate.internal.entity.RecordIdGenerator;
import org.morango.hibernate.internal.model.RecordContent;
import org.morango.hibernate.internal.model.RecordContent.Unknown;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.UnfitException;
import org.morango.hibernate.internal.pipeline.Identities.Place;
import org.morango.hibernate.internal.store.ChangedRow;
import org.morango.hibernate.internal.store.Database;
import org.morango.hibernate.internal.store.IdList;
import org.morango.hibernate.internal.store.StoreRecords;
import org.morango.hibernate.internal.store.StoreRow;

/**
 * Reads a page of rows, and finds the ids, source ids and partitions of their records: those that were noted, else those
 * of the record in the store, else new ones.
 */
final class RowPlaces {
    private final StatelessSession session;
    private final SyncableModel model;
    private final OutboxPass.Rows rows;
    private final Identities identities;

    /** The records of the rows, by key. */
    private final Map<String, StoreRow> stored;

    /** The places that entities give, and the reasons why rows have none, by key. */
    private final Map<String, Place> given = new HashMap<>();

    private final Map<String, UnfitException> failed = new HashMap<>();
    private final Set<String> unplaced = new HashSet<>();

    /** The records of rows that were deleted and made again as other records. */
    private final List<StoreRow> replaced = new ArrayList<>();

    RowPlaces(StatelessSession session, OutboxPass.Rows rows, Map<String, StoreRow> stored, Identities identities) {
        this.session = session;
        this.model = rows.model();
        this.rows = rows;
        this.stored = stored;
        this.identities = identities;
    }

    /**
     * Reads the rows of a page, without those that were changed meanwhile, and sets aside those that belong to no
     * partition yet.
     */
    List<RecordContent> read(HeldBackRows.Page page) {
        identities.read(model, page.keys());
        Set<String> waiting = waiting(page);
        List<RecordContent> contents = page.read(identities);
        List<RecordContent> unknown = contents.stream()
                .filter(content -> known(content.key()) == null || isRemade(content.key()))
                .toList();
        if (model.hasRecordIds()) {
            load(unknown.stream().map(RecordContent::key).toList());
        } else {
            make(unknown);
            meet(contents);
            keepAssigned(page.keys());
            identities.late(
                    model,
                    waiting.stream()
                            .filter(key -> identities.assigned(model, key) != null)
                            .toList());
        }
        Set<String> again = rows.leaveChangedMeanwhile(page.keys());
        page.leave(again);
        Map<Unknown, Boolean> targets = targets(contents);
        List<RecordContent> placed = new ArrayList<>();
        List<ChangedRow> resting = new ArrayList<>();
        contents.stream().filter(content -> !again.contains(content.key())).forEach(content -> {
            String key = content.key();
            page.attempt(key, () -> {
                checkTargets(content, targets);
                if (unplaced.contains(key) || !content.unknown().isEmpty()) {
                    resting.add(rows.places().getOrDefault(key, ChangedRow.of(key)));
                } else {
                    placed.add(place(content));
                }
            });
        });
        rows.leaveUnplaced(resting);
        return placed;
    }

    /** Takes rows out of the notes of those that rest. Returns those without ids, for which others may wait. */
    private Set<String> waiting(HeldBackRows.Page page) {
        Set<String> waiting = new HashSet<>(rows.wake(page.keys()));
        if (model.hasRecordIds()) {
            return Set.of();
        }
        waiting.addAll(page.heldBefore());
        waiting.removeIf(key -> {
            ChangedRow noted = rows.places().get(key);
            return stored.containsKey(key) || (noted != null && noted.isPlaced());
        });
        return waiting;
    }

    /** Keeps the ids by which other records refer to these rows, in case that they cannot be sent yet. */
    private void keepAssigned(List<String> keys) {
        for (String key : keys) {
            Place place = stored.containsKey(key) ? null : identities.assigned(model, key);
            if (place != null) {
                rows.places().put(key, new ChangedRow(key, place.sourceId(), place.partition()));
            }
        }
    }

    /** Returns whether a row was deleted and made again, perhaps with other values from which its id follows. */
    private boolean isRemade(String key) {
        return !model.hasRecordIds() && rows.isDeleted(key) && stored.containsKey(key);
    }

    /** Returns the records whose rows have become other records, and are to be deleted. */
    List<StoreRow> replaced() {
        return replaced;
    }

    /** Returns the unknown targets of references, and whether there is a row of each. */
    private Map<Unknown, Boolean> targets(List<RecordContent> contents) {
        Map<Class<?>, Set<Object>> wanted = new HashMap<>();
        contents.forEach(content -> content.unknown()
                .forEach(target -> wanted.computeIfAbsent(target.target(), t -> new HashSet<>())
                        .add(target.key())));
        Map<Class<?>, Set<Object>> present = new HashMap<>();
        wanted.forEach((target, keys) -> present.put(target, identities.present(target, keys)));
        Map<Unknown, Boolean> found = new HashMap<>();
        contents.forEach(content -> content.unknown()
                .forEach(target -> found.put(
                        target,
                        Objects.requireNonNull(present.get(target.target())).contains(target.key()))));
        return found;
    }

    private static void checkTargets(RecordContent content, Map<Unknown, Boolean> targets) {
        for (Unknown target : content.unknown()) {
            if (!Objects.requireNonNull(targets.get(target))) {
                throw UnfitException.unplaceable("Attribute " + target.attribute() + " refers to "
                        + target.target().getSimpleName() + " " + target.key()
                        + ", which has no row. Mend the reference.");
            }
        }
    }

    /** Makes the ids of new rows. */
    private void make(List<RecordContent> unknown) {
        Map<String, Place> places = identities.make(model, unknown, rows.places(), unplaced, failed);
        unknown.forEach(content -> {
            Place place = places.get(content.key());
            StoreRow before = stored.get(content.key());
            if (before != null && (place == null || !place.id().equals(before.id))) {
                replaced.add(before);
                stored.remove(content.key());
            }
        });
    }

    /**
     * Finds the records of rows whose ids follow from their values, or were given to them before: they may be there
     * already. Some of these rows have got their ids by references.
     */
    private void meet(List<RecordContent> contents) {
        Map<String, Place> places = new HashMap<>();
        for (RecordContent content : contents) {
            Place place = stored.containsKey(content.key()) ? null : identities.assigned(model, content.key());
            if (place != null && (!model.isNumberedHere() || isGiven(content.key()))) {
                places.put(content.key(), place);
            }
        }
        if (!places.isEmpty()) {
            Map<String, StoreRow> others = StoreRecords.load(
                    session, places.values().stream().map(Place::id).toList());
            places.forEach((key, place) -> {
                StoreRow other = others.get(place.id());
                if (other != null && other.localKey != null && model.isNumberedHere()) {
                    failed.put(key, Identities.givenTwice("row " + other.localKey));
                } else if (other != null) {
                    stored.put(key, other);
                    if (other.localKey != null) {
                        rows.takesPlace(key, other.localKey);
                    }
                }
            });
        }
    }

    private boolean isGiven(String key) {
        ChangedRow noted = rows.places().get(key);
        return noted != null && noted.isPlaced();
    }

    /** Loads entities by a session of their own, because partition() and sourceId() may use what they refer to. */
    private void load(List<String> ids) {
        if (!ids.isEmpty()) {
            BorrowedConnection.call(session, loading -> {
                IdList.select(
                                loading,
                                "select e from " + model.entityName() + " e where id(e)",
                                model.entityClass(),
                                ids)
                        .forEach(entity -> ask(entity, (String) loading.getIdentifier(entity)));
                return true;
            });
        }
    }

    private void ask(Object entity, String id) {
        try {
            RecordIdGenerator.EntityPlace place = RecordIdGenerator.placeOf(entity, id);
            if (place != null) {
                given.put(id, new Place(id, place.sourceId(), place.partition()));
            }
        } catch (MorangoException e) {
            failed.put(id, UnfitException.unplaceable(String.valueOf(e.getMessage())));
        } catch (RuntimeException e) {
            failed.put(
                    id, UnfitException.unplaceable("Its partition() or sourceId() fails: " + Database.reason(e) + "."));
        }
    }

    private @Nullable Place known(String key) {
        StoreRow row = stored.get(key);
        Place recorded = row == null ? null : new Place(row.id, row.sourceId, row.partition);
        if (!model.hasRecordIds()) {
            return recorded == null ? identities.assigned(model, key) : recorded;
        }
        ChangedRow noted = rows.places().get(key);
        return noted != null && noted.isPlaced()
                ? new Place(key, String.valueOf(noted.sourceId()), String.valueOf(noted.partition()))
                : recorded;
    }

    /**
     * Returns a content with its place. That is another one than that of its record if the record has to move.
     *
     * @throws UnfitException if the place is not known
     */
    private RecordContent place(RecordContent content) {
        String key = content.key();
        if (failed.containsKey(key)) {
            throw Objects.requireNonNull(failed.get(key));
        }
        Place place = known(key) != null ? known(key) : given.get(key);
        if (place == null) {
            throw UnfitException.unplaceable(
                    "Its source id is not known: the row was inserted with an id, but sourceId() returns null. Persist such"
                            + " entities without an id, or return what the id was made of.");
        }
        RecordContent placed = content.placed(place.id(), place.sourceId(), place.partition());
        StoreRow rec = model.hasRecordIds() ? null : stored.get(key);
        Place moved = rec == null ? null : new TemplatePlaces(model).moved(placed, rec, rows.areStrayed());
        return moved == null ? placed : content.placed(moved.id(), moved.sourceId(), moved.partition());
    }
}
