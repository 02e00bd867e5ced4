package org.morango.hibernate.internal.store;

import java.util.List;
import java.util.function.Consumer;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;

/** Writes many rows at once. */
public final class Rows {
    /** Least rows that are worth passing Hibernate by. */
    public static final int MANY = 20;

    private Rows() {}

    /** Inserts rows of one of the library's own tables. */
    public static void insert(StatelessSession session, List<?> rows) {
        if (rows.size() < MANY) {
            batched(session, rows, session::insert);
        } else {
            insertDirectly(session, rows);
        }
    }

    /**
     * Inserts rows past Hibernate: no listener, callback or generator runs.
     *
     * @param rows entities of one class with their keys, whose columns all are in one table and written as they are
     */
    public static void insertDirectly(StatelessSession session, List<?> rows) {
        SharedSessionContractImplementor own = (SharedSessionContractImplementor) session;
        EntityTable table = new EntityTable(own.getFactory()
                .getMappingMetamodel()
                .getEntityDescriptor(rows.get(0).getClass()));
        List<@Nullable Object[]> values =
                rows.stream().map(row -> table.values(row, own)).toList();
        RowInsert insert = Database.engine(session).inserts();
        own.getJdbcCoordinator().executeBatch();
        session.doWork(connection -> insert.insert(own, connection, table, values));
    }

    public static void update(StatelessSession session, List<?> rows) {
        batched(session, rows, session::update);
    }

    public static void upsert(StatelessSession session, List<?> rows) {
        batched(session, rows, session::upsert);
    }

    /** Writes rows in a batch, each by this consumer, which writes by the session. */
    public static <T> void batched(StatelessSession session, List<? extends T> rows, Consumer<T> write) {
        Integer before = session.getJdbcBatchSize();
        session.setJdbcBatchSize(rows.size());
        try {
            rows.forEach(write);
            ((SharedSessionContractImplementor) session).getJdbcCoordinator().executeBatch();
        } finally {
            session.setJdbcBatchSize(before);
        }
    }
}
