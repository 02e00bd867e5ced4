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
import org.morango.hibernate.internal.model.RowLocks;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.store.IdList;
import org.morango.hibernate.internal.store.Outbox;
import org.morango.hibernate.internal.store.StoreRecords;
import org.morango.record.Filter;

/**
 * Deletes rows that were deleted elsewhere, together with the rows that refer to them. It notes the deletion of the
 * latter, so that it travels as well. See docs/protocol.md, "Deletion".
 */
final class Deletions {
    private static final int PAGE = 500;

    private final StatelessSession session;
    private final SyncableModels models;
    private final ChangeLog changes;
    private final String profile;
    private final Filter reach;
    private final DeletionListeners listeners;
    private final Outbox outbox;

    /** @param reach the partitions outside which nothing may change */
    Deletions(StatelessSession session, SyncableModels models, ChangeLog changes, String profile, Filter reach) {
        this.session = session;
        this.models = models;
        this.changes = changes;
        this.profile = profile;
        this.reach = reach;
        this.listeners = new DeletionListeners(session);
        this.outbox = new Outbox(session);
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
        lock(model, ids);
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
        note(model, batch.ids().subList(first.ids().size(), ids.size()), hard);
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
                        + " = null where e.id in :ids and e." + reference.selection() + " is not null")
                .setParameter("ids", ids)
                .setComment(BulkPlans.OWN)
                .executeUpdate();
    }

    private long remove(Batch batch) {
        SyncableModel model = batch.model();
        if (changes.isRead()) {
            changes.deleted(model, present(model, batch.ids()));
        }
        List<?> told = listeners.before(model, batch.ids());
        long count = session.createMutationQuery("delete from " + model.entityName() + " e where e.id in :ids")
                .setParameter("ids", batch.ids())
                .setComment(BulkPlans.OWN)
                .executeUpdate();
        listeners.after(told);
        return count;
    }

    private List<String> present(SyncableModel model, List<String> ids) {
        return session.createSelectionQuery(
                        "select e.id from " + model.entityName() + " e where e.id in :ids", String.class)
                .setParameter("ids", ids)
                .getResultList();
    }

    /** Locks rows, so that nobody changes them before they are deleted, and refuses those that were changed before. */
    private void lock(SyncableModel model, List<String> ids) {
        RowLocks.take(session, model.persister(), ids);
        Outbox.Noted noted = outbox.changesOf(profile, models.related(model), ids);
        ids.stream().filter(noted::isChanged).findFirst().ifPresent(id -> {
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
                        note(model, ids, hard);
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
        List<String> found = IdList.select(
                        session,
                        "select e.id from " + referring.entityName() + " e where e." + reference.selection(),
                        String.class,
                        ids,
                        query -> query.setMaxResults(PAGE))
                .stream()
                .distinct()
                .toList();
        if (!found.isEmpty()) {
            lock(referring, found);
            checkReach(referring, found);
        }
        return found;
    }

    private void checkReach(SyncableModel referring, List<String> ids) {
        if (!reach.equals(Filter.EVERYTHING)) {
            StoreRecords.partitions(session, ids).forEach((id, partition) -> {
                if (!reach.contains(partition)) {
                    throw outOfReach(referring, id, "refers to");
                }
            });
        }
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

    private void note(SyncableModel model, List<String> ids, boolean hard) {
        outbox.addIds(profile, model.name(), kind(hard), ids);
    }

    /** Returns how a deletion is noted that has to travel from here. */
    static Outbox.Kind kind(boolean hard) {
        return hard ? Outbox.Kind.HARD_DELETED : Outbox.Kind.DELETED;
    }
}
