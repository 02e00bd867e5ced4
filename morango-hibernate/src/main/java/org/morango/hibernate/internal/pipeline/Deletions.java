package org.morango.hibernate.internal.pipeline;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.hibernate.StatelessSession;
import org.morango.common.MorangoException;
import org.morango.hibernate.internal.capture.BulkPlans;
import org.morango.hibernate.internal.model.CollectionMember;
import org.morango.hibernate.internal.model.CollectionRows;
import org.morango.hibernate.internal.model.Member;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.store.IdList;
import org.morango.hibernate.internal.store.Rows;
import org.morango.hibernate.internal.store.TombstoneRow;
import org.morango.record.Filter;

/**
 * Deletes rows that were deleted elsewhere, together with the rows that refer to them. It writes tombstones for the
 * latter, so that their deletion travels as well. See docs/protocol.md, "Deletion".
 */
final class Deletions {
    private static final int PAGE = 500;

    private final StatelessSession session;
    private final SyncableModels models;
    private final ChangeLog changes;
    private final String profile;
    private final Filter reach;
    private final DeletionListeners listeners;

    /** @param reach the partitions outside which nothing may change */
    Deletions(StatelessSession session, SyncableModels models, ChangeLog changes, String profile, Filter reach) {
        this.session = session;
        this.models = models;
        this.changes = changes;
        this.profile = profile;
        this.reach = reach;
        this.listeners = new DeletionListeners(session);
    }

    /** Rows of a model that are deleted together. */
    private record Batch(SyncableModel model, List<String> ids) {}

    /**
     * Rows that refer to a batch.
     *
     * @param isAll whether no other row refers to it
     * @param isFree whether these rows do not refer to it any more
     */
    private record Referring(List<Batch> batches, boolean isAll, boolean isFree) {}

    /**
     * Deletes rows and the rows that refer to them, a batch at a time.
     *
     * @return the number of deleted rows
     * @throws MorangoException if one of these rows was changed since it was serialized, or is out of reach
     */
    long delete(SyncableModel model, List<String> ids, boolean hard) {
        long count = 0;
        Deque<Batch> open = new ArrayDeque<>();
        open.push(begin(new Batch(model, ids), hard));
        while (!open.isEmpty()) {
            Batch batch = open.element();
            Referring referring = referring(batch, hard);
            if (referring.isAll() && referring.isFree()) {
                // Deletes the batch at once, so that the batches of a long chain are not all open.
                open.pop();
                count += remove(batch);
            }
            referring.batches().forEach(other -> open.push(begin(other, hard)));
        }
        return count;
    }

    /** Adds more rows of a chain to the batch, and removes the references between them and from other rows. */
    private Batch begin(Batch first, boolean hard) {
        SyncableModel model = first.model();
        Set<String> ids = new LinkedHashSet<>(first.ids());
        List<String> last = first.ids();
        while (!last.isEmpty() && ids.size() < PAGE) {
            List<String> next = new ArrayList<>();
            for (Member reference : model.ownReferences()) {
                referring(model, reference, last).stream().filter(ids::add).forEach(next::add);
            }
            last = next;
        }
        Batch batch = new Batch(model, List.copyOf(ids));
        leaveTombstones(model, batch.ids().subList(first.ids().size(), ids.size()), hard);
        detach(batch);
        for (SyncableModel referring : models.inOrder(profile)) {
            for (CollectionMember link : referring.links()) {
                if (link.refersTo(model)) {
                    // A record that only lists it stays, without the link.
                    CollectionRows rows = new CollectionRows(session, referring, link);
                    rows.ownerOutside(batch.ids(), reach).ifPresent(owner -> {
                        throw outOfReach(referring, owner, "lists");
                    });
                    rows.unlink(batch.ids());
                }
            }
        }
        return batch;
    }

    private void detach(Batch batch) {
        for (Member reference : batch.model().references()) {
            if (models.isDeferrable(batch.model(), reference)) {
                detach(batch.model(), reference, batch.ids());
            }
        }
    }

    /**
     * Sets a reference of these rows to null, so that rows may refer to each other, even in a circle: some databases
     * check references row by row.
     */
    private void detach(SyncableModel model, Member reference, List<String> ids) {
        session.createMutationQuery("update " + model.entityName() + " e set e." + reference.attribute()
                        + " = null, e.morangoDirty = 0 where e.id in :ids and e." + reference.selection()
                        + " is not null and e.morangoDirty = 0")
                .setParameter("ids", ids)
                .executeUpdate();
    }

    private long remove(Batch batch) {
        SyncableModel model = batch.model();
        if (changes.isRead()) {
            changes.deleted(model, present(model, batch.ids()));
        }
        List<?> told = listeners.before(model, batch.ids());
        long count = session.createMutationQuery(
                        "delete from " + model.entityName() + " e where e.id in :ids and e.morangoDirty = 0")
                .setParameter("ids", batch.ids())
                .setComment(BulkPlans.OWN)
                .executeUpdate();
        refuseChanged(model, batch.ids());
        listeners.after(told);
        return count;
    }

    private List<String> present(SyncableModel model, List<String> ids) {
        return session.createSelectionQuery(
                        "select e.id from " + model.entityName() + " e where e.id in :ids", String.class)
                .setParameter("ids", ids)
                .getResultList();
    }

    private void refuseChanged(SyncableModel model, List<String> ids) {
        session.createSelectionQuery("select e.id from " + model.entityName() + " e where e.id in :ids", String.class)
                .setParameter("ids", ids)
                .setMaxResults(1)
                .getResultList()
                .forEach(id -> {
                    throw new MorangoException(model.name() + " " + id + " has just been changed here");
                });
    }

    /** Returns about a page of the rows that refer to a batch. */
    private Referring referring(Batch batch, boolean hard) {
        List<Batch> found = new ArrayList<>();
        int size = 0;
        boolean isFree = true;
        for (SyncableModel model : models.inOrder(profile)) {
            for (Member reference : model.references()) {
                if (size < PAGE && reference.refersTo(batch.model())) {
                    List<String> ids = referring(model, reference, batch.ids());
                    if (!ids.isEmpty()) {
                        size += ids.size();
                        leaveTombstones(model, ids, hard);
                        found.add(new Batch(model, ids));
                        if (models.isDeferrable(model, reference)) {
                            detach(model, reference, ids);
                        } else {
                            isFree = false;
                        }
                    }
                }
            }
        }
        return new Referring(found, size < PAGE, isFree);
    }

    private List<String> referring(SyncableModel referring, Member reference, List<String> ids) {
        // H2 may find a row twice if an id is listed more than once.
        Set<String> found = new LinkedHashSet<>();
        for (Object[] row : IdList.select(
                session,
                "select e.id, e.morangoDirty, e.morangoPartition from " + referring.entityName() + " e where e."
                        + reference.selection(),
                Object[].class,
                ids,
                query -> query.setMaxResults(PAGE))) {
            if ((Integer) row[1] != 0) {
                throw new MorangoException(
                        referring.name() + " " + row[0] + " refers to it and has just been changed here");
            }
            if (!reach.contains((String) row[2])) {
                throw outOfReach(referring, (String) row[0], "refers to");
            }
            found.add((String) row[0]);
        }
        return List.copyOf(found);
    }

    /**
     * Returns the exception for a row out of reach: a peer that may delete a record need not be allowed to change
     * everything that refers to it.
     */
    private static MorangoException outOfReach(SyncableModel referring, String id, String verb) {
        return new MorangoException(referring.name() + " " + id + " " + verb
                + " it, and is in a partition to which the transfer that brought the deletion does not reach; the deletion waits"
                + " until that " + referring.name() + " is deleted too, or " + verb + " something else");
    }

    private void leaveTombstones(SyncableModel model, List<String> ids, boolean hard) {
        if (!ids.isEmpty()) {
            Rows.upsert(
                    session, ids.stream().map(id -> tombstone(model, id, hard)).toList());
        }
    }

    /** Returns a tombstone for a record whose deletion has to travel from here. */
    static TombstoneRow tombstone(SyncableModel model, String id, boolean hard) {
        TombstoneRow row = new TombstoneRow();
        row.id = id;
        row.profile = model.profile();
        row.modelName = model.name();
        row.hard = hard;
        return row;
    }
}
