package org.morango.hibernate.internal.store;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** Inserts rows by {@code COPY} in its text format, which takes half the time of a batch. */
final class PostgresCopy implements RowInsert {
    private static final Set<Class<?>> TYPES = Set.of(
            String.class,
            Long.class,
            Integer.class,
            Short.class,
            Double.class,
            BigDecimal.class,
            Boolean.class,
            UUID.class,
            byte[].class);
    private static final int BUFFER = 1 << 16;
    private static final HexFormat HEX = HexFormat.of();
    private static final String NOT_IN_REPERTOIRE = "22021";

    private final RowInsert others;

    /** @param others inserts what this cannot: through other drivers, and into columns of other types */
    PostgresCopy(RowInsert others) {
        this.others = others;
    }

    @Override
    public void insert(
            SharedSessionContractImplementor session,
            Connection connection,
            EntityTable table,
            List<@Nullable Object[]> rows)
            throws SQLException {
        List<Class<?>> types = types(session, table);
        if (types.size() < table.columns().size() || !connection.isWrapperFor(PGConnection.class)) {
            others.insert(session, connection, table, rows);
            return;
        }
        CopyIn copy =
                connection.unwrap(PGConnection.class).getCopyAPI().copyIn("copy " + table.target() + " from stdin");
        try {
            StringBuilder text = new StringBuilder(BUFFER);
            for (@Nullable Object[] row : rows) {
                for (int i = 0; i < row.length; i++) {
                    append(text, table.columns().get(i).unwrap(row[i], types.get(i), session));
                    text.append(i + 1 < row.length ? '\t' : '\n');
                }
                if (text.length() > BUFFER) {
                    send(copy, text);
                }
            }
            send(copy, text);
            copy.endCopy();
        } finally {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        }
    }

    /** Returns the types of the columns that this can write. */
    private static List<Class<?>> types(SharedSessionContractImplementor session, EntityTable table) {
        List<Class<?>> types = new ArrayList<>();
        for (EntityTable.Column column : table.columns()) {
            Class<?> type = column.type(session);
            if (type != null && TYPES.contains(type)) {
                types.add(type);
            }
        }
        return types;
    }

    private static void append(StringBuilder text, @Nullable Object value) {
        if (value == null) {
            text.append("\\N");
        } else if (value instanceof String string) {
            escape(text, string);
        } else if (value instanceof byte[] bytes) {
            text.append("\\\\x").append(HEX.formatHex(bytes));
        } else {
            text.append(value);
        }
    }

    private static void escape(StringBuilder text, String value) {
        int from = 0;
        for (int i = 0; i < value.length(); i++) {
            char escaped = switch (value.charAt(i)) {
                case '\\' -> '\\';
                case '\t' -> 't';
                case '\n' -> 'n';
                case '\r' -> 'r';
                default -> 0;
            };
            if (escaped != 0) {
                text.append(value, from, i).append('\\').append(escaped);
                from = i + 1;
            }
        }
        text.append(value, from, value.length());
    }

    private static void send(CopyIn copy, StringBuilder text) throws SQLException {
        ByteBuffer bytes;
        try {
            bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
        } catch (CharacterCodingException e) {
            throw new SQLException("A text holds half a character.", NOT_IN_REPERTOIRE, e);
        }
        copy.writeToCopy(bytes.array(), bytes.arrayOffset(), bytes.limit());
        text.setLength(0);
    }
}
