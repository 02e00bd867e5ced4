package org.morango.hibernate.internal.pipeline;

import java.util.List;
import org.hibernate.StatelessSession;
import org.hibernate.query.SelectionQuery;
import org.morango.hibernate.internal.store.IdJavaType;
import org.morango.hibernate.internal.store.PartitionPredicate;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.record.Filter;
import org.morango.record.ModelSet;
import org.morango.record.RecordVersion;
import org.morango.replica.ContentDigest;

/** Digests of the contents in the store, with their versions. */
public final class Contents {
    private Contents() {}

    /** Returns the digests after one id, through another, in the order of ids. */
    public static List<ContentDigest> read(
            StatelessSession session,
            String profile,
            Filter filter,
            ModelSet models,
            String after,
            String through,
            int limit) {
        PartitionPredicate inside = PartitionPredicate.of("s.partition", filter);
        SelectionQuery<Object[]> query = inside.bind(session.createSelectionQuery(
                        "select s.id, s.lastSavedInstance, s.lastSavedCounter, s.deleted, s.hardDeleted, s.content,"
                                + " s.sourceId, s.partition"
                                + " from MorangoStoreRow s where s.id" + IdJavaType.above(after) + ":after"
                                + (through.isEmpty() ? "" : " and s.id <= :through")
                                + (models.isAll() ? "" : " and s.modelName in :models")
                                + " and s.profile = :profile and " + inside.text() + " order by s.id",
                        Object[].class))
                .setParameter("after", IdJavaType.orLowest(after))
                .setParameter("profile", profile);
        if (!through.isEmpty()) {
            query.setParameter("through", through);
        }
        if (!models.isAll()) {
            query.setParameter("models", models.names());
        }
        return query.setMaxResults(limit).getResultList().stream()
                .map(row -> ContentDigest.of(
                        (String) row[0],
                        new RecordVersion((String) row[1], (Long) row[2]),
                        (Boolean) row[3],
                        (Boolean) row[4],
                        StoreRow.whole((String) row[5], (String) row[0], (String) row[6], (String) row[7])))
                .toList();
    }
}
