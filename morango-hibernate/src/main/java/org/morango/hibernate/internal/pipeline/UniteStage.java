package org.morango.hibernate.internal.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.morango.common.MorangoException;
import org.morango.hibernate.internal.model.KeyCodec;
import org.morango.hibernate.internal.model.Member;
import org.morango.hibernate.internal.model.RecordContent;
import org.morango.hibernate.internal.model.RowKeys;
import org.morango.hibernate.internal.model.SafeReads;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.model.UnfitException;
import org.morango.hibernate.internal.store.ChangedRow;
import org.morango.hibernate.internal.store.Outbox;
import org.morango.hibernate.internal.store.PendingRecords;
import org.morango.hibernate.internal.store.StoreRecords;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.internal.text.LogText;
import org.morango.record.Ids;

/**
 * Makes a row the row of a pending record. The next pass merges the two, as it does with a row and a record that an
 * adoption has matched. If the row had a record, that one is deleted, after the rows that refer to it were serialized
 * again: they refer to the other record by then.
 */
public final class UniteStage {
    private final StatelessSession session;
    private final SyncableModels models;
    private final SyncableModel model;
    private final Object key;
    private final String text;
    private final String recordId;
    private final RowKeys keys;
    private final Outbox outbox;

    public UniteStage(
            StatelessSession session, SyncableModels models, SyncableModel model, Object key, String recordId) {
        this.session = session;
        this.models = models;
        this.model = model;
        this.key = key;
        this.text = KeyCodec.text(key);
        this.recordId = recordId;
        this.keys = new RowKeys(session, models);
        this.outbox = new Outbox(session);
    }

    /** @throws MorangoException if the two cannot be one; nothing is changed then */
    public void run() {
        RecordContent row = row();
        StoreRow other = pendingRecord();
        checkPartition(row, other);
        StoreRow own = StoreRecords.loadByKey(session, model.profile(), models.related(model), List.of(text))
                .get(text);
        if (own != null) {
            checkOwn(own, other);
        }
        checkReferrers();
        StoreRecords.unlink(session, own == null ? List.of() : List.of(own.id));
        StoreRecords.link(session, Map.of(other.id, text));
        outbox.addKeys(model.profile(), model.name(), Outbox.Kind.CHANGED, List.of(text));
        new Referrers(session, models, model.profile()).wake(Map.of(model, Set.of(text)));
        if (own != null) {
            // Comes last: a peer that gets the deletion has got the rows that have referred to the record.
            outbox.add(
                    own.profile,
                    own.modelName,
                    Outbox.Kind.DELETED,
                    List.of(new ChangedRow(own.id, own.sourceId, own.partition)));
        }
    }

    private StoreRow pendingRecord() {
        StoreRow other = Ids.isId(recordId) ? session.get(StoreRow.class, recordId) : null;
        if (other == null) {
            throw refused("this database has no such record; pendingRecords() lists those that wait");
        }
        if (!other.profile.equals(model.profile()) || !other.modelName.equals(model.name())) {
            throw refused("the record is one of model " + LogText.plain(other.modelName));
        }
        if (other.deleted) {
            throw refused("the record is deleted");
        }
        if (other.localKey != null) {
            throw refused("the record has row " + other.localKey + " here; delete one of the two rows instead");
        }
        if (!PendingRecords.of(session, List.of(recordId)).contains(recordId)) {
            throw refused("the record is not pending");
        }
        return other;
    }

    private RecordContent row() {
        if (!model.key().isOf(key.getClass())) {
            throw refused("the key of a row is a " + model.key().typeName() + ", not a "
                    + key.getClass().getSimpleName());
        }
        if (outbox.deletionsOf(model.profile(), models.related(model), List.of(text))
                .deleted()
                .containsKey(text)) {
            throw refused("the row was deleted, and its key given to another one; sync first");
        }
        List<String> unreadable = new ArrayList<>();
        List<RecordContent> read = new SafeReads(session, model, (k, reason) -> unreadable.add(reason.reason()))
                .select(List.of(key), keys::ids);
        if (!unreadable.isEmpty()) {
            throw refused("the row cannot be read: " + unreadable.get(0));
        }
        if (read.isEmpty()) {
            throw refused("there is no such row; a subclass is named by its own class");
        }
        return read.get(0);
    }

    private void checkPartition(RecordContent row, StoreRow other) {
        String place = strayed(row.placed(other.id, other.sourceId, other.partition));
        if (place != null) {
            throw refused("the record is in partition " + LogText.plain(other.partition)
                    + ", and the values of the row say " + LogText.plain(place));
        }
    }

    private @Nullable String strayed(RecordContent placed) {
        try {
            return new TemplatePlaces(model).strayed(placed);
        } catch (UnfitException e) {
            throw refused("the row belongs to no partition: " + e.reason());
        }
    }

    private void checkOwn(StoreRow own, StoreRow other) {
        if (own.id.compareTo(other.id) < 0) {
            // Two peers that unite the same two must not delete one record each.
            throw refused("the row's own record " + own.id
                    + " remains, because its id is the lower one; unite the two where the other record was made, whose"
                    + " row waits for this one");
        }
        if (PendingRecords.of(session, List.of(own.id)).contains(own.id)) {
            throw refused("the row's own record " + own.id + " has a version that is not written yet; sync first");
        }
    }

    /** Refuses if records would have to move because a part of their ids or partitions is the id of this one. */
    private void checkReferrers() {
        for (SyncableModel referring : models.inOrder(model.profile())) {
            for (Member reference : fixed(referring)) {
                new Referrers(session, models, model.profile())
                        .each(referring, reference, List.of(key), page -> checkNew(referring, page));
            }
        }
    }

    private Set<Member> fixed(SyncableModel referring) {
        Set<Member> fixed = TemplatePlaces.members(referring);
        fixed.removeIf(member -> !member.refersTo(model));
        return fixed;
    }

    private void checkNew(SyncableModel referring, List<Object> rows) {
        Map<Object, String> recorded = keys.ids(referring.entityClass(), rows);
        if (!recorded.isEmpty()) {
            throw refused("row " + recorded.keySet().iterator().next() + " of "
                    + referring.entityClass().getSimpleName()
                    + " refers to the row, and the place of its record follows from that; let it refer to another row until the two"
                    + " are one");
        }
    }

    private MorangoException refused(String reason) {
        return new MorangoException(
                "Row " + text + " of " + model.entityClass().getSimpleName() + " and record " + LogText.plain(recordId)
                        + " cannot be united: " + reason + ".",
                Map.of("entity", model.entityClass().getName(), "key", text, "record", recordId));
    }
}
