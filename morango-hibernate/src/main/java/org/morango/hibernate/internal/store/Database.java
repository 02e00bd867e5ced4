package org.morango.hibernate.internal.store;

import jakarta.persistence.PersistenceException;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.morango.replica.ReplicaException;

/** Runs the library's own transactions, each with a stateless session: nothing is kept in memory between rows. */
public final class Database {
    private final SessionFactoryImplementor factory;

    public Database(SessionFactoryImplementor factory) {
        this.factory = factory;
    }

    public SessionFactoryImplementor factory() {
        return factory;
    }

    /** Runs a transaction: it happens whole, or not at all. */
    public <T> T transaction(Function<StatelessSession, T> work) {
        try {
            return factory.fromStatelessTransaction(work::apply);
        } catch (PersistenceException e) {
            throw failed(e);
        }
    }

    public void inTransaction(Consumer<StatelessSession> work) {
        transaction(session -> {
            work.accept(session);
            return true;
        });
    }

    static ReplicaException failed(RuntimeException e) {
        Throwable cause = e;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        return new ReplicaException("The database failed: " + cause.getMessage(), Map.of(), e);
    }
}
