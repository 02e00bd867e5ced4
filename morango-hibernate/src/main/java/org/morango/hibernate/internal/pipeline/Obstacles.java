package org.morango.hibernate.internal.pipeline;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.model.KeyCodec;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.store.ChangedRow;
import org.morango.hibernate.internal.store.NotedRows;
import org.morango.hibernate.internal.store.Outbox;
import org.morango.hibernate.internal.store.StoreRow;

/** What the application has done with rows, so that received records cannot be written over them. */
final class Obstacles {
    private final NotedRows noted;

    /** The records whose keys are those of other rows, by id. */
    private final Map<String, Reason> taken;

    private Obstacles(NotedRows noted, Map<String, Reason> taken) {
        this.noted = noted;
        this.taken = taken;
    }

    /**
     * Reads what is noted of a page of rows, which are locked.
     *
     * @param keys the keys that the records have, by id
     * @param existing those of them that have a row
     */
    static Obstacles read(
            StatelessSession session,
            SyncableModels models,
            SyncableModel model,
            List<StoreRow> page,
            Map<String, Object> keys,
            Set<Object> existing) {
        return new Obstacles(
                new Outbox(session)
                        .of(
                                model.profile(),
                                models.related(model),
                                keys.values().stream().map(KeyCodec::text).toList()),
                PageKeys.taken(session, models, model, page, keys, existing));
    }

    boolean isChanged(Object key) {
        return noted.isChanged(KeyCodec.text(key));
    }

    /**
     * Returns why a record cannot be written now; null if it can be.
     *
     * @param key the key of its row; null if it is to be given one
     * @param awaitsAdoption whether the table has rows that may be the same as a new record
     */
    @Nullable
    Reason of(StoreRow row, @Nullable Object key, boolean exists, boolean awaitsAdoption) {
        if (taken.containsKey(row.id)) {
            return taken.get(row.id);
        }
        if (key == null) {
            return awaitsAdoption
                    ? Reason.of(
                            "the rows that this table had before are not adopted yet, and one of them may be the same;"
                                    + " call Morango.adopt")
                    : null;
        }
        String text = KeyCodec.text(key);
        if (exists && noted.isChanged(text)) {
            return changedHere(row, text);
        }
        return !exists && noted.deleted().containsKey(text)
                ? Reason.passing("its row has just been deleted here")
                : null;
    }

    private Reason changedHere(StoreRow row, String key) {
        ChangedRow resting = noted.resting().get(key);
        if (noted.changed().containsKey(key) || resting == null) {
            return Reason.passing("its row has just been changed here");
        }
        boolean isOther = resting.isPlaced()
                && !(row.sourceId.equals(resting.sourceId()) && row.partition.equals(resting.partition()));
        return isOther
                ? Reason.of("its id is that of a row here with source id " + resting.sourceId() + " in partition "
                        + resting.partition() + ", which it does not replace")
                : Reason.of(
                        "its row was changed here in a way that cannot be sent, see Morango.heldBack(); mend it first");
    }
}
