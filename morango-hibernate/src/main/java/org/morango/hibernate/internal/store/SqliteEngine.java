package org.morango.hibernate.internal.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.hibernate.StatelessSession;
import org.hibernate.boot.Metadata;
import org.hibernate.mapping.PersistentClass;
import org.jspecify.annotations.Nullable;
import org.morango.replica.UnavailableException.Cause;

/** SQLite. It has a single lock for all writers. */
final class SqliteEngine implements Engine {
    /** Mask of the primary code: extended codes have more in their upper bits. */
    private static final int PRIMARY_CODE = 0xff;

    private static final int READ_ONLY = 8;
    private static final int IO = 10;
    private static final int FULL = 13;
    private static final int CANNOT_OPEN = 14;

    /** Only a key of this type gets its values from the database. */
    @Override
    public void fit(Metadata metadata) {
        PersistentClass outbox = metadata.getEntityBinding(OutboxRow.class.getName());
        if (outbox != null) {
            outbox.getIdentifier().getColumns().forEach(column -> column.setSqlType("integer"));
        }
    }

    @Override
    public Optional<Cause> fault(SQLException error) {
        return switch (error.getErrorCode() & PRIMARY_CODE) {
            case READ_ONLY -> Optional.of(Cause.READ_ONLY);
            case FULL -> Optional.of(Cause.FULL);
            case IO, CANNOT_OPEN -> Optional.of(Cause.UNREACHABLE);
            default -> Optional.empty();
        };
    }

    /**
     * Closes a connection of SQLite's driver, beneath any pool, because the driver ignores a request to abort.
     *
     * @return false if the connection belongs to another database
     */
    static boolean closeForGood(Connection connection) throws SQLException {
        Class<?> driver = driver();
        if (driver == null || !connection.isWrapperFor(driver)) {
            return false;
        }
        ((Connection) connection.unwrap(driver)).close();
        return true;
    }

    private static @Nullable Class<?> driver() {
        for (ClassLoader loader :
                new ClassLoader[] {Thread.currentThread().getContextClassLoader(), SqliteEngine.class.getClassLoader()
                }) {
            try {
                return Class.forName("org.sqlite.SQLiteConnection", false, loader);
            } catch (ClassNotFoundException e) {
                // The next class loader may have it.
            }
        }
        return null;
    }

    /**
     * Takes the lock at once, and waits for it. A transaction that has read before fails without waiting if another one
     * writes. No row has this id; the statement itself takes the lock.
     */
    @Override
    public void beginWriting(StatelessSession session) {
        beforeChange(session);
    }

    @Override
    public void beforeChange(StatelessSession session) {
        session.createMutationQuery("update MorangoLockRow set taken = taken where id = -1")
                .executeUpdate();
    }

    @Override
    public Optional<String> place(StatelessSession session) {
        return Location.ask(session, "select file from pragma_database_list where name = 'main'", 1)
                .filter(file -> !file.isEmpty())
                .map(Location::ofFile);
    }

    @Override
    public int digitsOfSecond() {
        return 3;
    }

    @Override
    public boolean drawsKeysFromTables() {
        return false;
    }

    @Override
    public Optional<Triggers> triggers() {
        return Optional.of(new SqliteTriggers());
    }
}
