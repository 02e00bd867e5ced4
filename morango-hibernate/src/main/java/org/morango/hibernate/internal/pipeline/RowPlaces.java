package org.morango.hibernate.internal.pipeline;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.morango.common.MorangoException;
import org.morango.hibernate.internal.entity.RecordIdGenerator;
import org.morango.hibernate.internal.model.RecordContent;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.UnfitException;
import org.morango.hibernate.internal.store.ChangedRow;
import org.morango.hibernate.internal.store.Database;
import org.morango.hibernate.internal.store.IdList;
import org.morango.hibernate.internal.store.StoreRow;

/**
 * Finds the source ids and partitions of rows: those that were noted when the row was made, else those of its record,
 * else those that its entity gives now.
 */
final class RowPlaces {
    private final StatelessSession session;
    private final SyncableModel model;
    private final OutboxPass.Rows rows;
    private final Map<String, StoreRow> stored;

    /** The places that entities give, and the reasons why others give none, by id. */
    private final Map<String, ChangedRow> given = new HashMap<>();

    private final Map<String, UnfitException> failed = new HashMap<>();

    RowPlaces(StatelessSession session, OutboxPass.Rows rows, Map<String, StoreRow> stored) {
        this.session = session;
        this.model = rows.model();
        this.rows = rows;
        this.stored = stored;
    }

    /** Reads the rows of a page, without those that were changed meanwhile. */
    List<RecordContent> read(HeldBackRows.Page page) {
        rows.wake(page.ids());
        List<RecordContent> contents = page.read();
        load(contents.stream()
                .map(RecordContent::id)
                .filter(id -> known(id) == null)
                .toList());
        Set<String> again = rows.leaveChangedMeanwhile(page.ids());
        page.leave(again);
        return contents.stream()
                .filter(content -> !again.contains(content.id()))
                .toList();
    }

    /** Loads entities by a session of their own, because partition() and sourceId() may use what they refer to. */
    private void load(List<String> ids) {
        if (!ids.isEmpty()) {
            BorrowedConnection.call(session, loading -> {
                IdList.select(
                                loading,
                                "select e from " + model.entityName() + " e where e.id",
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
                given.put(id, new ChangedRow(id, place.sourceId(), place.partition()));
            }
        } catch (MorangoException e) {
            failed.put(id, UnfitException.unplaceable(String.valueOf(e.getMessage())));
        } catch (RuntimeException e) {
            failed.put(
                    id, UnfitException.unplaceable("Its partition() or sourceId() fails: " + Database.reason(e) + "."));
        }
    }

    private @Nullable ChangedRow known(String id) {
        ChangedRow noted = rows.places().get(id);
        if (noted != null && noted.isPlaced()) {
            return noted;
        }
        StoreRow row = stored.get(id);
        return row == null ? null : new ChangedRow(id, row.sourceId, row.partition);
    }

    /**
     * Returns a content with its place.
     *
     * @throws UnfitException if the place is not known
     */
    RecordContent place(RecordContent content) {
        String id = content.id();
        if (failed.containsKey(id)) {
            throw Objects.requireNonNull(failed.get(id));
        }
        ChangedRow place = known(id) != null ? known(id) : given.get(id);
        if (place == null) {
            throw UnfitException.unplaceable(
                    "Its source id is not known: the row was inserted with an id, but sourceId() returns null. Persist such"
                            + " entities without an id, or return what the id was made of.");
        }
        return content.placed(String.valueOf(place.sourceId()), String.valueOf(place.partition()));
    }
}
