package org.morango.hibernate.internal.store;

import java.util.Optional;
import org.hibernate.LockMode;
import org.hibernate.StatelessSession;
import org.hibernate.dialect.Dialect;
import org.hibernate.dialect.H2Dialect;
import org.hibernate.dialect.MariaDBDialect;
import org.hibernate.dialect.PostgreSQLDialect;
import org.morango.replica.SessionStore;

/** What has to be done differently on some databases, beyond what Hibernate evens out. */
interface Engine {
    /** Looks at the database once, at the start, and says in the log what its owner had better change. */
    default void look(StatelessSession session) {}

    /** Prepares a transaction that is going to write. Called before its first statement. */
    default void beginWriting(StatelessSession session) {}

    /** Prepares a transaction that works through many rows by their keys. */
    default void beginBulk(StatelessSession session) {}

    /** See {@link SessionStore#own}. */
    default Optional<SessionStore.Ownership> own(Database database, String transferId) {
        return TransactionOwnership.take(database, transferId);
    }

    /** Locks a transfer for the transaction without waiting; false if somebody else has it, or there is none. */
    default boolean lock(StatelessSession session, String transferId) {
        return session.createSelectionQuery("from MorangoTransferOwnerRow o where o.id = :id", TransferOwnerRow.class)
                        .setParameter("id", transferId)
                        .setHibernateLockMode(LockMode.UPGRADE_SKIPLOCKED)
                        .uniqueResult()
                != null;
    }

    /** Forgets who may own a transfer that has ended; if somebody does, they will when they let go of it. */
    default void dropOwner(StatelessSession session, String transferId) {
        if (lock(session, transferId)) {
            TransactionOwnership.drop(session, transferId);
        }
    }

    /** How many digits of a second the driver and the database keep of a time. */
    default int digitsOfSecond() {
        return 6;
    }

    static Engine of(Dialect dialect) {
        if (dialect instanceof MariaDBDialect) {
            return new MariaDbEngine();
        }
        if (dialect instanceof PostgreSQLDialect) {
            return new PostgresEngine();
        }
        if (dialect instanceof H2Dialect && dialect.getVersion().isSameOrAfter(2, 2, 220)) {
            return new H2Engine();
        }
        return isSqlite(dialect) ? new SqliteEngine() : new Engine() {};
    }

    /** By its name, as its class comes with an artifact of its own, which nobody else needs. */
    private static boolean isSqlite(Dialect dialect) {
        for (Class<?> type = dialect.getClass(); type != null; type = type.getSuperclass()) {
            if (type.getSimpleName().equals("SQLiteDialect")) {
                return true;
            }
        }
        return false;
    }
}
