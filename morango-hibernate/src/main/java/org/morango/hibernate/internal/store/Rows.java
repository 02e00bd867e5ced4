package org.morango.hibernate.internal.store;

import java.util.List;
import java.util.function.Consumer;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SharedSessionContractImplementor;

/** Writes rows in batches. Single rows are written at once by the session. */
public final class Rows {
    private Rows() {}

    public static void insert(StatelessSession session, List<?> rows) {
        batched(session, rows, session::insert);
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
