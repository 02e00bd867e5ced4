package org.morango.hibernate.internal.store;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Names as they are written in SQL, perhaps in quotes and after the name of a schema. */
final class SqlNames {
    private static final String QUOTES = "\"`";

    private SqlNames() {}

    /** Returns a name as the database's catalog has it, without its schema. */
    static String inCatalog(Connection connection, String name) throws SQLException {
        int start = start(name);
        return plain(connection, name.substring(start));
    }

    /** Returns the schema of a name as the database's catalog has it; null if the name has none. */
    static @Nullable String schemaInCatalog(Connection connection, String name) throws SQLException {
        int start = start(name);
        return start == 0 ? null : inCatalog(connection, name.substring(0, start - 1));
    }

    /** Returns where the last part of a name begins. */
    private static int start(String name) {
        boolean isQuoted = isQuote(name.charAt(name.length() - 1));
        int end = isQuoted ? name.lastIndexOf(name.charAt(name.length() - 1), name.length() - 2) : name.length();
        return name.lastIndexOf('.', end) + 1;
    }

    private static boolean isQuote(char c) {
        return QUOTES.indexOf(c) >= 0;
    }

    private static String plain(Connection connection, String name) throws SQLException {
        if (isQuote(name.charAt(0))) {
            return name.substring(1, name.length() - 1);
        }
        DatabaseMetaData database = connection.getMetaData();
        if (database.storesUpperCaseIdentifiers()) {
            return name.toUpperCase(Locale.ROOT);
        }
        return database.storesLowerCaseIdentifiers() ? name.toLowerCase(Locale.ROOT) : name;
    }
}
