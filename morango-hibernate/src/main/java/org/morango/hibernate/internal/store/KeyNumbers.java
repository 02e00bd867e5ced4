package org.morango.hibernate.internal.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.OptionalLong;
import org.hibernate.StatelessSession;
import org.jspecify.annotations.Nullable;
import org.morango.replica.ReplicaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The numbers that a database gives to the new rows of a table as keys.
 *
 * @param table the table, as written in SQL
 * @param column the column of the keys, as written in SQL
 * @param sequence the sequence, as written in SQL; null if the column itself is numbered
 * @param increment how far apart the values of the sequence are
 * @param isEnd whether a value is the highest number of its block of keys, not the lowest
 */
public record KeyNumbers(
        String table, String column, @Nullable String sequence, int increment, boolean isEnd) {
    private static final Logger LOG = LoggerFactory.getLogger(KeyNumbers.class);
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final String SEQUENCE = "sequence";
    private static final String INCREMENT = "increment";
    private static final String END = "end";

    /** Returns what does not follow from the table as text. */
    public String text() {
        return MAPPER.writeValueAsString(MAPPER.createObjectNode()
                .put(SEQUENCE, sequence)
                .put(INCREMENT, increment)
                .put(END, isEnd));
    }

    /** Returns the numbers of a table by such a text; null if it is something else. */
    public static @Nullable KeyNumbers parse(String table, String column, String text) {
        try {
            JsonNode node = MAPPER.readTree(text);
            return new KeyNumbers(
                    table,
                    column,
                    node.path(SEQUENCE).stringValue(null),
                    node.path(INCREMENT).intValue(1),
                    node.path(END).booleanValue(false));
        } catch (JacksonException e) {
            return null;
        }
    }

    /** Returns what gives out the numbers, for people. */
    public String source() {
        return sequence == null ? "column " + column : "sequence " + sequence;
    }

    /**
     * Returns the highest key of the table, if new rows will get keys that are not above it. Empty if all is well, or if
     * the database does not tell: a user may draw from a sequence without the right to look at it.
     */
    public OptionalLong outrunBy(Database database) {
        try {
            return database.read(this::outrunBy);
        } catch (ReplicaException e) {
            LOG.debug("It is not known whether {} is above the keys of table {}.", source(), table, e);
            return OptionalLong.empty();
        }
    }

    private OptionalLong outrunBy(StatelessSession session) {
        Engine engine = Database.engine(session);
        return session.doReturningWork(connection -> {
            // Reads the key before the number, because rows are inserted meanwhile.
            OptionalLong highest = highest(connection);
            OptionalLong next = highest.isEmpty() ? OptionalLong.empty() : engine.nextNumber(connection, this);
            return next.isPresent() && highest.getAsLong() >= lowestOf(next.getAsLong())
                    ? highest
                    : OptionalLong.empty();
        });
    }

    private long lowestOf(long value) {
        return isEnd ? value - increment + 1 : value;
    }

    private OptionalLong highest(Connection connection) throws SQLException {
        return number(connection, "select max(" + column + ") from " + table);
    }

    /** Returns the first column of the first row; empty if there is none, or it is null. */
    static OptionalLong number(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            if (!row.next()) {
                return OptionalLong.empty();
            }
            long number = row.getLong(1);
            return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(number);
        }
    }
}
