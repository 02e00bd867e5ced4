package org.morango.hibernate.internal.capture;

import jakarta.transaction.Synchronization;
import java.lang.ref.WeakReference;
import java.sql.Connection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.morango.hibernate.internal.store.OwnSessions;
import org.morango.hibernate.internal.store.Rows;

/**
 * The library's own rows that belong to transactions of the application. They are written in one batch at the end of
 * each transaction, or at once if there is no transaction.
 */
final class TransactionRows {
    /**
     * The rows by session, only while the session is alive: a session that is closed in the middle of a transaction
     * never ends it.
     */
    private final Map<SharedSessionContractImplementor, Pending> open =
            Collections.synchronizedMap(new WeakHashMap<>());

    /** Adds a row. Replaces a row that was added to the same transaction with this key. */
    void add(SharedSessionContractImplementor session, String key, Object row) {
        // Asks the coordinator: on a connection that the application supplies, a stateless session always claims to be
        // in a transaction, although it is not notified when that ends.
        if (session.getTransactionCoordinator().isTransactionActive()) {
            open.computeIfAbsent(session, this::begin).add(key, row);
        } else {
            write(session, List.of(row));
        }
    }

    private Pending begin(SharedSessionContractImplementor session) {
        Pending pending = new Pending(session);
        session.getTransactionCoordinator().getLocalSynchronizations().registerSynchronization(pending);
        return pending;
    }

    /** Returns the number of transactions that have rows to write. */
    int size() {
        return open.size();
    }

    private static void write(SharedSessionContractImplementor session, List<Object> rows) {
        Connection connection =
                session.getJdbcCoordinator().getLogicalConnection().getPhysicalConnection();
        try (StatelessSession own = OwnSessions.on(connection, session.getFactory())) {
            Rows.upsert(own, rows);
        }
    }

    /** The rows that one transaction has to write. */
    private final class Pending implements Synchronization {
        private final WeakReference<SharedSessionContractImplementor> session;
        private final Map<String, Object> rows = new LinkedHashMap<>();
        private boolean isCompleting;

        Pending(SharedSessionContractImplementor session) {
            this.session = new WeakReference<>(session);
        }

        void add(String key, Object row) {
            rows.put(key, row);
            if (isCompleting) {
                // The row was added by another action at the end of the transaction.
                beforeCompletion();
            }
        }

        @Override
        public void beforeCompletion() {
            isCompleting = true;
            SharedSessionContractImplementor alive = session.get();
            if (alive != null && !rows.isEmpty()) {
                write(alive, List.copyOf(rows.values()));
                rows.clear();
            }
        }

        @Override
        public void afterCompletion(int status) {
            open.remove(session.get());
        }
    }
}
