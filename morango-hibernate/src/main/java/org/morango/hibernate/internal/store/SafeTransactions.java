package org.morango.hibernate.internal.store;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import org.hibernate.engine.jdbc.spi.JdbcCoordinator;
import org.hibernate.resource.jdbc.spi.JdbcSessionOwner;
import org.hibernate.resource.transaction.backend.jdbc.internal.JdbcResourceLocalTransactionCoordinatorBuilderImpl;
import org.hibernate.resource.transaction.backend.jdbc.spi.JdbcResourceTransaction;
import org.hibernate.resource.transaction.backend.jdbc.spi.JdbcResourceTransactionAccess;
import org.hibernate.resource.transaction.spi.TransactionCoordinator;
import org.hibernate.resource.transaction.spi.TransactionCoordinatorOwner;

/**
 * Coordinates transactions by their connection, as Hibernate does, and permanently closes a connection whose commit or
 * rollback has failed. Its transaction may still be open, or the driver may regard it as open. If a pool passed such a
 * connection on, the next transaction could store changes that this one has reported as failed. Applies to the
 * application's sessions as well.
 */
final class SafeTransactions extends JdbcResourceLocalTransactionCoordinatorBuilderImpl {
    private static final long serialVersionUID = 1L;

    private static final Set<String> ENDS = Set.of("commit", "rollback");

    @Override
    public TransactionCoordinator buildTransactionCoordinator(TransactionCoordinatorOwner owner, Options options) {
        return super.buildTransactionCoordinator(
                owner instanceof JdbcCoordinator coordinator ? new Owner(coordinator) : owner, options);
    }

    /** Hibernate's owner, with transactions that close a failed connection. */
    private record Owner(JdbcCoordinator coordinator)
            implements TransactionCoordinatorOwner, JdbcResourceTransactionAccess {

        @Override
        public JdbcResourceTransaction getResourceLocalTransaction() {
            return safe(coordinator, coordinator.getResourceLocalTransaction());
        }

        @Override
        public boolean isActive() {
            return coordinator.isActive();
        }

        @Override
        public void startTransactionBoundary() {
            coordinator.startTransactionBoundary();
        }

        @Override
        public void afterTransactionBegin() {
            coordinator.afterTransactionBegin();
        }

        @Override
        public void beforeTransactionCompletion() {
            coordinator.beforeTransactionCompletion();
        }

        @Override
        public void afterTransactionCompletion(boolean successful, boolean delayed) {
            coordinator.afterTransactionCompletion(successful, delayed);
        }

        @Override
        public JdbcSessionOwner getJdbcSessionOwner() {
            return coordinator.getJdbcSessionOwner();
        }

        @Override
        public void setTransactionTimeOut(int seconds) {
            coordinator.setTransactionTimeOut(seconds);
        }

        @Override
        public void flushBeforeTransactionCompletion() {
            coordinator.flushBeforeTransactionCompletion();
        }
    }

    /** Wraps a transaction. Uses a proxy, because lines of Hibernate differ in the other methods of a transaction. */
    private static JdbcResourceTransaction safe(JdbcCoordinator coordinator, JdbcResourceTransaction transaction) {
        return (JdbcResourceTransaction) Proxy.newProxyInstance(
                SafeTransactions.class.getClassLoader(),
                new Class<?>[] {JdbcResourceTransaction.class},
                (proxy, method, arguments) -> {
                    try {
                        return method.invoke(transaction, arguments);
                    } catch (InvocationTargetException e) {
                        Throwable cause = e.getTargetException();
                        if (ENDS.contains(method.getName())) {
                            discard(coordinator, cause);
                        }
                        throw cause;
                    }
                });
    }

    /** Closes a connection for good, so that no pool passes it on. */
    static void discard(JdbcCoordinator coordinator, Throwable first) {
        try {
            Connection connection = coordinator.getLogicalConnection().getPhysicalConnection();
            if (!SqliteEngine.closeForGood(connection)) {
                connection.abort(Runnable::run);
            }
        } catch (SQLException | RuntimeException e) {
            first.addSuppressed(e);
        }
    }
}
