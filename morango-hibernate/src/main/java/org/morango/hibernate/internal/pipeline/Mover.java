package org.morango.hibernate.internal.pipeline;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.hibernate.StatelessSession;
import org.morango.hibernate.internal.model.RecordContent;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.store.Outbox;
import org.morango.hibernate.internal.store.StoreRecords;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.merge.Succession;

/**
 * Moves the records of rows that belong to another partition now. The record is hard-deleted, and that deletion names
 * its successor, which names the record as its predecessor. The row stays as it is, and is that of the successor.
 */
final class Mover {
    private final StatelessSession session;
    private final SyncableModels models;
    private final NewVersions versions;
    private final boolean isPlainAllowed;

    /** The keys of rows that take values from their records. */
    private final Set<String> behind = new HashSet<>();

    private boolean hasWoken;

    Mover(StatelessSession session, SyncableModels models, NewVersions versions, boolean isPlainAllowed) {
        this.session = session;
        this.models = models;
        this.versions = versions;
        this.isPlainAllowed = isPlainAllowed;
    }

    /** Returns whether another pass has to look at other rows, because some have moved. */
    boolean hasWoken() {
        return hasWoken;
    }

    /** Returns whether a row has to be written because its record was moved by another peer, beside its change. */
    boolean isBehind(RecordContent content) {
        return behind.contains(content.key());
    }

    /**
     * Moves the records of those rows of a page that are not placed where their records are.
     *
     * @param stored the records of the rows, by key
     * @param pending the ids of those that are pending; they are merged before they move
     * @return the other rows
     */
    List<RecordContent> move(
            HeldBackRows.Page page, List<RecordContent> contents, Map<String, StoreRow> stored, Set<String> pending) {
        behind.clear();
        List<RecordContent> others = new ArrayList<>(contents.size());
        List<RecordContent> moving = new ArrayList<>();
        List<RecordContent> pended = new ArrayList<>();
        for (RecordContent content : contents) {
            StoreRow rec = stored.get(content.key());
            if (rec == null || rec.id.equals(content.id())) {
                others.add(content);
            } else if (pending.contains(rec.id)) {
                pended.add(content);
            } else {
                moving.add(content);
            }
        }
        if (!moving.isEmpty()) {
            hasWoken |= new MovesOfPage(session, models, versions, page, stored, pending, others)
                    .run(moving, isPlainAllowed);
        }
        if (!pended.isEmpty()) {
            leave(page.model(), pended, stored, others);
        }
        return others;
    }

    /**
     * Leaves rows of pending records where these are. Rows that have not seen that their records were moved here take
     * the values that say so from the record; the others move in the next pass.
     */
    private void leave(
            SyncableModel model, List<RecordContent> pended, Map<String, StoreRow> stored, List<RecordContent> others) {
        TemplatePlaces places = new TemplatePlaces(model);
        Map<String, String> predecessors = new HashMap<>();
        for (RecordContent content : pended) {
            StoreRow rec = Objects.requireNonNull(stored.get(content.key()));
            String predecessor = Succession.of(rec.serialized()).predecessor();
            if (predecessor != null) {
                predecessors.put(content.key(), predecessor);
            }
        }
        Map<String, StoreRow> former = StoreRecords.load(session, predecessors.values());
        List<String> later = new ArrayList<>();
        for (RecordContent content : pended) {
            StoreRow rec = Objects.requireNonNull(stored.get(content.key()));
            StoreRow before = former.get(predecessors.getOrDefault(content.key(), ""));
            RecordContent there = content.placed(rec.id, rec.sourceId, rec.partition);
            if (before != null && places.isAt(content, before)) {
                behind.add(content.key());
                others.add(there.withMembersOf(rec.serialized(), TemplatePlaces.members(model)));
            } else {
                others.add(there);
                later.add(content.key());
            }
        }
        new Outbox(session).addKeys(model.profile(), model.name(), Outbox.Kind.STRAYED, later);
    }
}
