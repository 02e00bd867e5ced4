package org.morango.hibernate.internal.pipeline;

import java.util.ArrayList;
import java.util.List;
import org.hibernate.StatelessSession;
import org.morango.MorangoException;
import org.morango.hibernate.internal.capture.BulkPlans;
import org.morango.hibernate.internal.model.CollectionMember;
import org.morango.hibernate.internal.model.CollectionRows;
import org.morango.hibernate.internal.model.Member;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.store.Rows;
import org.morango.hibernate.internal.store.TombstoneRow;

/**
 * Deletes rows that were deleted elsewhere, and with them the rows that refer to them; for these a tombstone is left, so
 * that their deletion travels as well. Protocol section 9.
 */
final class Deletions {
    private static final int PAGE = 500;

    private final StatelessSession session;
    private final SyncableModels models;
    private final ChangeLog changes;
    private final String profile;

    Deletions(StatelessSession session, SyncableModels models, ChangeLog changes, String profile) {
        this.session = session;
        this.models = models;
        this.changes = changes;
        this.profile = profile;
    }

    /**
     * Deletes rows and what refers to them.
     *
     * @return how many rows that were
     * @throws MorangoException if one of these was changed since it was serialized
     */
    long delete(SyncableModel model, List<String> ids, boolean hard) {
        long count = 0;
        detach(model, ids);
        for (SyncableModel referring : models.inOrder(profile)) {
            for (Member reference : referring.references()) {
                if (reference.refersTo(model)) {
                    count += deleteReferring(referring, reference, ids, hard);
                }
            }
            for (CollectionMember link : referring.links()) {
                if (link.refersTo(model)) {
                    // A record that only lists it stays, without it.
                    new CollectionRows(session, referring, link).unlink(ids);
                }
            }
        }
        if (changes.isRead()) {
            changes.deleted(model, present(model, ids));
        }
        count += session.createMutationQuery(
                        "delete from " + model.entityName() + " e where e.id in :ids and e.morangoDirty = 0")
                .setParameter("ids", ids)
                .setComment(BulkPlans.OWN)
                .executeUpdate();
        refuseChanged(model, ids);
        return count;
    }

    /** So that these rows may refer to each other, in a circle even: some databases check references row by row. */
    private void detach(SyncableModel model, List<String> ids) {
        for (Member reference : model.references()) {
            if (reference.refersTo(model) || models.isDeferrable(model, reference)) {
                session.createMutationQuery("update " + model.entityName() + " e set e." + reference.attribute()
                                + " = null, e.morangoDirty = 0 where e.id in :ids and e." + reference.selection()
                                + " is not null and e.morangoDirty = 0")
                        .setParameter("ids", ids)
                        .executeUpdate();
            }
        }
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

    private long deleteReferring(SyncableModel referring, Member reference, List<String> ids, boolean hard) {
        long count = 0;
        while (true) {
            List<String> page = referring(referring, reference, ids);
            if (page.isEmpty()) {
                return count;
            }
            Rows.upsert(
                    session,
                    page.stream().map(id -> tombstone(referring, id, hard)).toList());
            count += delete(referring, page, hard);
        }
    }

    private List<String> referring(SyncableModel referring, Member reference, List<String> ids) {
        List<String> page = new ArrayList<>();
        for (Object[] row : session.createSelectionQuery(
                        "select e.id, e.morangoDirty from " + referring.entityName() + " e where e."
                                + reference.selection() + " in :ids",
                        Object[].class)
                .setParameter("ids", ids)
                .setMaxResults(PAGE)
                .getResultList()) {
            if ((Integer) row[1] != 0) {
                throw new MorangoException(
                        referring.name() + " " + row[0] + " refers to it and has just been changed here");
            }
            page.add((String) row[0]);
        }
        return page;
    }

    /** A tombstone for a record whose deletion has to travel from here. */
    static TombstoneRow tombstone(SyncableModel model, String id, boolean hard) {
        TombstoneRow row = new TombstoneRow();
        row.id = id;
        row.profile = model.profile();
        row.modelName = model.name();
        row.hard = hard;
        return row;
    }
}
