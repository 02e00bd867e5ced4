package org.morango.hibernate.internal.model;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.hibernate.LockMode;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.persister.entity.JoinedSubclassEntityPersister;
import org.hibernate.persister.entity.UnionSubclassEntityPersister;
import org.hibernate.type.descriptor.ValueBinder;
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

    /** Locks the existing rows of these keys, in the order of keys. */
    public static void take(StatelessSession session, EntityPersister entity, Collection<?> keys) {
        if (keys.isEmpty()) {
            return;
        }
        if (entity instanceof UnionSubclassEntityPersister union) {
            // A query on entities would read a union, whose rows cannot be locked.
            takeOwn(session, union, List.<Object>copyOf(keys));
            return;
        }
        String locked =
                entity instanceof JoinedSubclassEntityPersister ? entity.getRootEntityName() : entity.getEntityName();
        IdList.select(
                session,
                "select id(e) from " + QueryNames.of(locked, entity.getFactory()) + " e where id(e)",
                Object.class,
                keys,
                query -> query.setHibernateLockMode(LockMode.PESSIMISTIC_WRITE));
    }

    private static void takeOwn(StatelessSession session, UnionSubclassEntityPersister entity, List<Object> keys) {
        String column = entity.getIdentifierColumnNames()[0];
        String select = "select " + column + " from " + entity.getRootTableName() + " where " + column + " in (";
        String forUpdate = entity.getFactory().getJdbcServices().getDialect().getForUpdateString();
        session.doWork(connection -> {
            for (List<Object> part : IdList.parts(keys)) {
                String places = String.join(", ", Collections.nCopies(part.size(), "?"));
                try (PreparedStatement statement = connection.prepareStatement(select + places + ")" + forUpdate)) {
                    bind(statement, entity, part, (SharedSessionContractImplementor) session);
                    statement.executeQuery().close();
                }
            }
        });
    }

    /** Binds keys as the entity's own column has them, which is not always the usual form of their type. */
    @SuppressWarnings("unchecked")
    private static void bind(
            PreparedStatement statement,
            EntityPersister entity,
            List<Object> keys,
            SharedSessionContractImplementor session)
            throws SQLException {
        ValueBinder<Object> binder =
                entity.getIdentifierMapping().getSingleJdbcMapping().getJdbcValueBinder();
        for (int i = 0; i < keys.size(); i++) {
            binder.bind(statement, keys.get(i), i + 1, session);
        }
    }
}
