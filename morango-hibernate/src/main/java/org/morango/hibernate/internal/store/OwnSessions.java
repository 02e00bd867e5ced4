package org.morango.hibernate.internal.store;

import jakarta.transaction.InvalidTransactionException;
import jakarta.transaction.SystemException;
import jakarta.transaction.Transaction;
import jakarta.transaction.TransactionManager;
import java.sql.Connection;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.SharedSessionContract;
import org.hibernate.StatelessSession;
import org.hibernate.engine.jdbc.spi.JdbcCoordinator;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.engine.transaction.jta.platform.spi.JtaPlatform;
import org.hibernate.resource.transaction.spi.TransactionCoordinatorBuilder;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.version.Differences;
import org.morango.replica.ReplicaException;

/**
 * Opens the library's own sessions. Their transactions are those of their connection, even if the application uses JTA.
 */
public final class OwnSessions {

    /** What connects these sessions, and those that the application opens beside them, with their connections. */
    private static final Set<JdbcCoordinator> OWN =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    /** Set while the thread opens one of these sessions. Hibernate does not say which session it opens. */
    private static final ThreadLocal<Boolean> OPENING = ThreadLocal.withInitial(() -> false);

    private OwnSessions() {}

    /** Returns whether this thread opens one of these sessions at the moment. */
    static boolean isOpening() {
        return OPENING.get();
    }

    private static <S> S opening(Supplier<S> opened) {
        OPENING.set(true);
        try {
            return opened.get();
        } finally {
            OPENING.remove();
        }
    }

    /**
     * Returns whether a session writes in a transaction of the library. The application's listeners and hooks may use
     * it.
     */
    public static boolean include(SharedSessionContractImplementor session) {
        return OWN.contains(session.getJdbcCoordinator());
    }

    private static <S extends SharedSessionContract> S own(S session) {
        OWN.add(((SharedSessionContractImplementor) session).getJdbcCoordinator());
        return session;
    }

    /** Opens a session with its own connection, which it keeps. Open and use it {@link #apart}. */
    static StatelessSession open(SessionFactoryImplementor factory) {
        return unbatched(opening(() -> Differences.keepingConnections(factory).openStatelessSession()));
    }

    /** Opens a session whose statements are given to an inspector before they are prepared. */
    public static StatelessSession inspecting(SessionFactoryImplementor factory, UnaryOperator<String> inspector) {
        return own(opening(() -> Differences.inspecting(factory, inspector).openStatelessSession()));
    }

    /** Opens a session on an existing connection. */
    public static StatelessSession on(Connection connection, SessionFactory factory) {
        return unbatched(opening(
                () -> factory.withStatelessOptions().connection(connection).openStatelessSession()));
    }

    /**
     * Makes a session write single rows at once, so that queries see them. In Hibernate 6.6 the application's batch
     * size would apply.
     */
    private static StatelessSession unbatched(StatelessSession session) {
        session.setJdbcBatchSize(0);
        return own(session);
    }

    /** Opens a session for entities on the connection of a transaction of the library. */
    public static Session entitiesOn(Connection connection, SessionFactory factory) {
        return own(opening(() -> factory.withOptions().connection(connection).openSession()));
    }

    /** Runs work outside the JTA transaction of this thread, if there is one: connections would join it. */
    static <T> T apart(SessionFactoryImplementor factory, Supplier<T> work) {
        TransactionManager manager = isJta(factory)
                ? factory.getServiceRegistry().requireService(JtaPlatform.class).retrieveTransactionManager()
                : null;
        if (manager == null) {
            return work.get();
        }
        Transaction suspended = suspend(manager);
        try {
            return work.get();
        } finally {
            if (suspended != null) {
                resume(manager, suspended);
            }
        }
    }

    private static boolean isJta(SessionFactoryImplementor factory) {
        TransactionCoordinatorBuilder builder =
                factory.getServiceRegistry().requireService(TransactionCoordinatorBuilder.class);
        if (builder.isJta() && !(builder instanceof JtaBeside)) {
            throw new ReplicaException(
                    "The library cannot have transactions of its own: the application replaces Hibernate's"
                            + " TransactionCoordinatorBuilder by its own; leave that out.",
                    Map.of(),
                    null);
        }
        return builder.isJta();
    }

    private static @Nullable Transaction suspend(TransactionManager manager) {
        try {
            return manager.suspend();
        } catch (SystemException e) {
            throw failed(e);
        }
    }

    private static void resume(TransactionManager manager, Transaction suspended) {
        try {
            manager.resume(suspended);
        } catch (InvalidTransactionException | SystemException e) {
            throw failed(e);
        }
    }

    private static ReplicaException failed(Exception e) {
        return new ReplicaException("The transaction manager has failed: " + Database.reason(e), Map.of(), e);
    }
}
