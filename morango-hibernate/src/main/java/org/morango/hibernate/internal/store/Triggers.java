package org.morango.hibernate.internal.store;

import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.morango.common.MorangoException;

/**
 * Triggers that note changes in the outbox, in the way of one database. They note nothing in transactions of the library
 * itself.
 */
public interface Triggers {
    /** The beginning of the names of all triggers. */
    String PREFIX = "morango_";

    /**
     * A trigger, or several that belong together.
     *
     * @param table its table, as in SQL
     * @param name its name, which is another one for another definition
     * @param create the statements that create it
     */
    record Trigger(String table, String name, List<String> create) {}

    /**
     * A trigger in the database.
     *
     * @param schema the schema of its table, in lower case; empty if it is the current one
     * @param table its table, in lower case
     */
    record Found(String schema, String table, String name) {
        /** Returns the name of its table in SQL, unless that needs quotes. */
        public String inSql() {
            return schema.isEmpty() ? table : schema + "." + table;
        }

        /** Returns whether it is on this table. */
        public boolean isOn(String tableInSql) {
            return table.equals(NotedTable.plain(tableInSql)) && schema.equals(NotedTable.schema(tableInSql));
        }
    }

    /** Returns the triggers for tables. May look at the database. */
    List<Trigger> of(List<NotedTable> tables, StoreNames names, StatelessSession session);

    /** Returns whether they can make texts of keys in this form. */
    default boolean reads(KeyText.Form form) {
        return true;
    }

    /** Returns the statement that drops a trigger, whether it exists or not. */
    String drop(String table, String name, StoreNames names);

    /** Returns the query of all triggers: schema, table, name, and whether the schema is the current one. */
    String installed();

    /** Hides what the transaction of a session writes from the triggers. Called before its first change. */
    void hide(StatelessSession session);

    /** Ends that before the transaction commits. */
    default void beforeCommit(StatelessSession session) {}

    /** Ends that after the transaction, however it has ended. */
    default void show(StatelessSession session) {}

    /** Returns the triggers of a database; empty if the library knows none for it. */
    static Optional<Triggers> find(SessionFactoryImplementor factory) {
        return Engine.of(factory.getJdbcServices().getDialect()).triggers();
    }

    /** Does the same; fails if there are none. */
    static Triggers of(SessionFactoryImplementor factory) {
        return find(factory)
                .orElseThrow(() -> new MorangoException(
                        "Changes cannot be captured by triggers on this database, only on H2, PostgreSQL, SQLite and"
                                + " MariaDB; leave out capture = TRIGGERS."));
    }

    /** Returns the triggers of the library that the database has. */
    default List<Found> find(StatelessSession session) {
        List<Found> found = new ArrayList<>();
        for (Object[] row :
                session.createNativeQuery(installed(), Object[].class).getResultList()) {
            String name = lower(row[2]);
            if (name.startsWith(PREFIX)) {
                boolean isCurrent = ((Number) row[3]).intValue() == 1;
                found.add(new Found(isCurrent ? "" : lower(row[0]), lower(row[1]), name));
            }
        }
        return found;
    }

    private static String lower(Object name) {
        return String.valueOf(name).toLowerCase(Locale.ROOT);
    }

    /** Executes a statement that Hibernate does not know. */
    static void execute(StatelessSession session, String sql) {
        session.doWork(connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        });
    }
}
