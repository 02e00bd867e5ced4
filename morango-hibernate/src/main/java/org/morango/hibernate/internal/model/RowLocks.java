package org.morango.hibernate.internal.model;

import java.util.Collection;
import java.util.List;
import org.hibernate.LockMode;
import org.hibernate.StatelessSession;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.persister.entity.JoinedSubclassEntityPersister;
import org.hibernate.persister.entity.UnionSubclassEntityPersister;
import org.morango.hibernate.internal.store.IdList;

/**
 * Locks rows of the application until the transaction ends. An entity has several tables, if those of superclasses,
 * collections and secondary tables count. Its lock is the row in the table of its root.
 */
public final class RowLocks {
    private RowLocks() {}

    /** Returns whether a query that reads rows of this entity cannot lock them. */
    static boolean areSeparate(EntityPersister entity) {
        return entity instanceof UnionSubclassEntityPersister || entity instanceof JoinedSubclassEntityPersister;
    }

    /** Locks the existing rows of these ids, in the order of ids. */
    public static void take(StatelessSession session, EntityPersister entity, Collection<String> ids) {
        if (ids.isEmpty()) {
            return;
        }
        if (entity instanceof UnionSubclassEntityPersister union) {
            // A query on entities would read a union, whose rows cannot be locked.
            takeOwn(session, union, List.copyOf(ids));
            return;
        }
        String locked =
                entity instanceof JoinedSubclassEntityPersister ? entity.getRootEntityName() : entity.getEntityName();
        IdList.select(
                session,
                "select e.id from " + QueryNames.of(locked, entity.getFactory()) + " e where e.id",
                String.class,
                ids,
                query -> query.setHibernateLockMode(LockMode.PESSIMISTIC_WRITE));
    }

    private static void takeOwn(StatelessSession session, UnionSubclassEntityPersister entity, List<String> ids) {
        String column = entity.getIdentifierColumnNames()[0];
        String forUpdate = entity.getFactory().getJdbcServices().getDialect().getForUpdateString();
        for (List<String> part : IdList.parts(ids)) {
            session.createNativeQuery(
                            "select " + column + " from " + entity.getRootTableName() + " where " + column
                                    + " in (:ids)" + forUpdate,
                            String.class)
                    .setParameterList("ids", part)
                    .getResultList();
        }
    }
}
