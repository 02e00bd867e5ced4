package org.morango.hibernate.internal.pipeline;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.Set;
import java.util.function.Function;
import org.hibernate.CacheMode;
import org.hibernate.Session;
import org.hibernate.StatelessSession;
import org.hibernate.Transaction;
import org.morango.hibernate.internal.store.OwnSessions;

/**
 * A connection whose transaction belongs to an outer session. A session on it ends its own transaction with everything
 * that belongs to that (flushing, listeners, notes), while the transaction of the database goes on.
 */
final class BorrowedConnection {
    private static final Set<String> WITHOUT_EFFECT = Set.of("commit", "setAutoCommit", "close", "abort");

    private BorrowedConnection() {}

    /** Runs work of the application in a separate session on the same connection. */
    static <T> T call(StatelessSession session, Function<Session, T> work) {
        Connection connection = session.doReturningWork(BorrowedConnection::of);
        try (Session entities = OwnSessions.entitiesOn(connection, session.getFactory())) {
            // The work is not committed yet.
            entities.setCacheMode(CacheMode.IGNORE);
            Transaction transaction = entities.beginTransaction();
            T result = work.apply(entities);
            transaction.commit();
            return result;
        }
    }

    /** Runs writes of rows in a separate session on the same connection. */
    static <T> T callStateless(StatelessSession session, Function<StatelessSession, T> writes) {
        Connection connection = session.doReturningWork(BorrowedConnection::of);
        try (StatelessSession own = OwnSessions.on(connection, session.getFactory())) {
            // Without a transaction, Hibernate would not batch. Its end writes what the application's listeners change.
            Transaction transaction = own.beginTransaction();
            T result = writes.apply(own);
            transaction.commit();
            return result;
        }
    }

    private static Connection of(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                BorrowedConnection.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, args) -> {
                    boolean isRollback = method.getName().equals("rollback") && method.getParameterCount() == 0;
                    if (isRollback || WITHOUT_EFFECT.contains(method.getName())) {
                        return null;
                    }
                    try {
                        return method.invoke(connection, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
