package org.morango.hibernate.internal.model;

import java.sql.PreparedStatement;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.hibernate.LockMode;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
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
        return entity instanceof UnionSubclassEntityPersister
                || entity instanceof JoinedSubclassEntityPersister
                || KeyForm.of(entity).isOfReferences();
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
        KeyForm form = KeyForm.of(entity);
        Selection key = form.selection();
        // If a query selects only what is reached by references, Hibernate locks the referenced entities, which are not
        // in it.
        IdList.select(
                session,
                "select " + (form.isOfReferences() ? "1" : key.select("e")) + " from "
                        + QueryNames.of(locked, entity.getFactory()) + " e where " + key.compared("e"),
                Object.class,
                keys,
                query -> query.setHibernateLockMode(LockMode.PESSIMISTIC_WRITE));
    }

    private static void takeOwn(StatelessSession session, UnionSubclassEntityPersister entity, List<Object> keys) {
        KeyCodec codec = Objects.requireNonNull(KeyCodec.of(entity));
        List<String> columns = List.of(entity.getIdentifierColumnNames());
        String select = "select 1 from " + entity.getRootTableName() + " where ";
        String condition = "(" + KeyCodec.condition(columns) + ")";
        String forUpdate = entity.getFactory().getJdbcServices().getDialect().getForUpdateString();
        session.doWork(connection -> {
            for (List<Object> part : IdList.parts(keys)) {
                String any = String.join(" or ", Collections.nCopies(part.size(), condition));
                try (PreparedStatement statement = connection.prepareStatement(select + any + forUpdate)) {
                    for (int i = 0; i < part.size(); i++) {
                        codec.bind(statement, 1 + i * columns.size(), part.get(i), (SharedSessionContractImplementor)
                                session);
                    }
                    statement.executeQuery().close();
                }
            }
        });
    }
}
