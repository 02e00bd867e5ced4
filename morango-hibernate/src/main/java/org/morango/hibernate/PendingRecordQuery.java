package org.morango.hibernate;

import java.util.ArrayList;
import java.util.List;
import org.hibernate.StatelessSession;
import org.hibernate.query.SelectionQuery;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.store.Database;
import org.morango.hibernate.internal.store.IdJavaType;
import org.morango.hibernate.report.PendingRecord;

/**
 * The pending records: those that cannot be written, with the reason, and those of models that the application does not
 * know. Either all of them, or a part. Each call queries the database.
 */
public final class PendingRecordQuery {
    private final Database database;
    private final SyncableModels models;
    private final @Nullable SyncableModel model;
    private final @Nullable Boolean hasReason;

    PendingRecordQuery(Database database, SyncableModels models) {
        this(database, models, null, null);
    }

    private PendingRecordQuery(
            Database database, SyncableModels models, @Nullable SyncableModel model, @Nullable Boolean hasReason) {
        this.database = database;
        this.models = models;
        this.model = model;
        this.hasReason = hasReason;
    }

    /**
     * Restricts the query to one entity.
     *
     * @throws org.morango.common.MorangoException if it is not a synced entity of this persistence unit
     */
    public PendingRecordQuery of(Class<?> entity) {
        return new PendingRecordQuery(database, models, models.get(entity), hasReason);
    }

    /** Restricts the query to records that could not be written when the library tried. */
    public PendingRecordQuery withReason() {
        return new PendingRecordQuery(database, models, model, true);
    }

    /**
     * Restricts the query to records that the library has not tried to write, such as those of models that the
     * application does not know.
     */
    public PendingRecordQuery withoutReason() {
        return new PendingRecordQuery(database, models, model, false);
    }

    public long count() {
        return database.read(session -> query(session, "select count(*) from MorangoPendingRow p", "", Long.class)
                .getSingleResult());
    }

    /** Returns the first of them, in the order of their ids. */
    public List<PendingRecord> first(int limit) {
        return after("", limit);
    }

    /** Returns the next ones after the given id; fewer than the limit only at the end. */
    public List<PendingRecord> after(String id, int limit) {
        return database.read(session -> query(
                        session,
                        "select p.id, p.profile, p.modelName, s.partition, s.deleted, p.reason"
                                + " from MorangoPendingRow p join MorangoStoreRow s on s.id = p.id",
                        " and p.id" + IdJavaType.above(id) + ":after order by p.id",
                        Object[].class)
                .setParameter("after", IdJavaType.orLowest(id))
                .setMaxResults(limit)
                .getResultStream()
                .map(this::read)
                .toList());
    }

    private <T> SelectionQuery<T> query(StatelessSession session, String select, String end, Class<T> type) {
        List<String> conditions = new ArrayList<>(List.of("1 = 1"));
        if (hasReason != null) {
            conditions.add(hasReason ? "p.reason is not null" : "p.reason is null");
        }
        if (model != null) {
            conditions.add("p.profile = :profile and p.modelName = :model");
        }
        SelectionQuery<T> query =
                session.createSelectionQuery(select + " where " + String.join(" and ", conditions) + end, type);
        if (model != null) {
            query.setParameter("profile", model.profile()).setParameter("model", model.name());
        }
        return query;
    }

    private PendingRecord read(Object[] row) {
        String profile = (String) row[1];
        String name = (String) row[2];
        return new PendingRecord(
                (String) row[0],
                profile,
                name,
                (String) row[3],
                models.find(profile, name)
                        .<Class<?>>map(SyncableModel::entityClass)
                        .orElse(null),
                (Boolean) row[4],
                (String) row[5]);
    }
}
