package org.morango.hibernate.internal.pipeline;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hibernate.StatelessSession;
import org.morango.MorangoException;
import org.morango.hibernate.internal.model.Member;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.store.TombstoneRow;

/**
 * Deletes rows that were deleted elsewhere, and with them the rows that refer to them; for these a tombstone is left, so
 * that their deletion travels as well. Protocol section 9.
 */
final class Deletions {
    private static final int PAGE = 500;

    private final StatelessSession session;
    private final SyncableModels models;
    private final String profile;
    private long count;

    Deletions(StatelessSession session, SyncableModels models, String profile) {
        this.session = session;
        this.models = models;
        this.profile = profile;
    }

    long count() {
        return count;
    }

    /** Deletes rows and what refers to them. Throws if one of these was changed since it was serialized. */
    void delete(SyncableModel model, List<String> ids, boolean hard) {
        delete(model, ids, hard, new HashSet<>(ids));
    }

    private void delete(SyncableModel model, List<String> ids, boolean hard, Set<String> path) {
        for (SyncableModel referring : models.inOrder(profile)) {
            for (Member reference : referring.references()) {
                if (model.entityClass().equals(reference.target())) {
                    deleteReferring(referring, reference, ids, hard, path);
                }
            }
        }
        count += session.createMutationQuery("delete from " + model.entityName() + " e where e.id in :ids")
                .setParameter("ids", ids)
                .executeUpdate();
    }

    private void deleteReferring(
            SyncableModel referring, Member reference, List<String> ids, boolean hard, Set<String> path) {
        while (true) {
            List<Object[]> page = session.createSelectionQuery(
                            "select e.id, e.morangoDirty from " + referring.entityName() + " e where e."
                                    + reference.selection() + " in :ids and e.id not in :path",
                            Object[].class)
                    .setParameter("ids", ids)
                    .setParameter("path", path)
                    .setMaxResults(PAGE)
                    .getResultList();
            if (page.isEmpty()) {
                return;
            }
            List<String> children = new ArrayList<>();
            for (Object[] row : page) {
                if ((Integer) row[1] > 0) {
                    throw new MorangoException(
                            referring.name() + " " + row[0] + " refers to it and has just been changed");
                }
                children.add((String) row[0]);
            }
            session.upsertMultiple(
                    children.stream().map(id -> tombstone(referring, id, hard)).toList());
            path.addAll(children);
            delete(referring, children, hard, path);
            children.forEach(path::remove);
        }
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
