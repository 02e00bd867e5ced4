package org.morango.hibernate.internal.pipeline;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.Set;

/**
 * A connection whose transaction belongs to somebody else: a session on it ends its own with all that goes with that
 * (flushing, listeners, tombstones), and the database's goes on.
 */
final class BorrowedConnection {
    private static final Set<String> WITHOUT_EFFECT = Set.of("commit", "setAutoCommit", "close", "abort");

    private BorrowedConnection() {}

    static Connection of(Connection connection) {
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
