package org.morango.hibernate;

import java.util.List;
import org.hibernate.StatelessSession;
import org.hibernate.query.SelectionQuery;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.store.Database;
import org.morango.hibernate.internal.store.HeldBackRow;
import org.morango.hibernate.report.HeldBackRecord;
import org.morango.replica.HeldBackKind;

/**
 * The rows and records of this database that are held back, each with its reason: all of them, or those of one entity.
 * Each call queries the database.
 *
 * <p>The library tries a row again when the application changes it, when it is rescanned, and when the application is
 * started.
 */
public final class HeldBackQuery {
    private final HibernateReplica replica;
    private final Database database;
    private final SyncableModels models;
    private final @Nullable SyncableModel model;

    HeldBackQuery(HibernateReplica replica, Database database, SyncableModels models) {
        this(replica, database, models, null);
    }

    private HeldBackQuery(
            HibernateReplica replica, Database database, SyncableModels models, @Nullable SyncableModel model) {
        this.replica = replica;
        this.database = database;
        this.models = models;
        this.model = model;
    }

    /**
     * Restricts the query to one entity.
     *
     * @throws org.morango.common.MorangoException if it is not a synced entity of this persistence unit
     */
    public HeldBackQuery of(Class<?> entity) {
        return new HeldBackQuery(replica, database, models, models.get(entity));
    }

    public long count() {
        return database.read(session -> query(session, "select count(*) from MorangoHeldBackRow h", "", Long.class)
                .getSingleResult());
    }

    /** Returns the first of them, in the order of their profiles, models and ids. */
    public List<HeldBackRecord> first(int limit) {
        return page("", "", "", "", limit);
    }

    /** Returns the next ones after the given one; fewer than the limit only at the end. */
    public List<HeldBackRecord> after(HeldBackRecord last, int limit) {
        return page(last.profile(), last.model(), last.id(), origin(last), limit);
    }

    /**
     * Makes the next sync try again everything that is held back, whatever its entity. Rows and records that still
     * cannot be sent are held back again.
     */
    public void retry() {
        replica.retryHeldBack();
    }

    private List<HeldBackRecord> page(String profile, String name, String id, String origin, int limit) {
        return database.read(session -> query(
                        session,
                        "select h from MorangoHeldBackRow h",
                        " and (h.profile, h.modelName, h.id, h.origin) > (:afterProfile, :afterModel, :afterId,"
                                + " :afterOrigin) order by h.profile, h.modelName, h.id, h.origin",
                        HeldBackRow.class)
                .setParameter("afterProfile", profile)
                .setParameter("afterModel", name)
                .setParameter("afterId", id)
                .setParameter("afterOrigin", origin)
                .setMaxResults(limit)
                .getResultStream()
                .map(this::read)
                .toList());
    }

    private <T> SelectionQuery<T> query(StatelessSession session, String select, String end, Class<T> type) {
        String condition = model == null ? "1 = 1" : "h.profile = :profile and h.modelName = :model";
        SelectionQuery<T> query = session.createSelectionQuery(select + " where " + condition + end, type);
        if (model != null) {
            query.setParameter("profile", model.profile()).setParameter("model", model.name());
        }
        return query;
    }

    private static String origin(HeldBackRecord held) {
        return held.kind() == HeldBackKind.UNSTORABLE
                ? HeldBackRow.RECEIVED
                : held.isStored() ? HeldBackRow.RECORD : HeldBackRow.ROW;
    }

    private HeldBackRecord read(HeldBackRow row) {
        return new HeldBackRecord(
                row.profile,
                row.modelName,
                row.id,
                models.find(row.profile, row.modelName)
                        .<Class<?>>map(SyncableModel::entityClass)
                        .orElse(null),
                row.origin.equals(HeldBackRow.RECORD),
                HeldBackKind.valueOf(row.kind),
                row.attribute,
                row.reason,
                row.size,
                row.since);
    }
}
