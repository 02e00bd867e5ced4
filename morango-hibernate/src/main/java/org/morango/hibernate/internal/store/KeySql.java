package org.morango.hibernate.internal.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** The SQL of one database by which triggers write keys as {@link ChangedRow} reads them. */
abstract class KeySql {
    private static final int MOST_OF_TABLE = 30;
    private static final int DIGITS = 8;

    /** Returns the text of a value. */
    abstract String text(KeyText.Form form, String value);

    /** Returns a text as JSON. */
    abstract String quoted(String text);

    /** Returns texts after one another. */
    String joined(List<String> texts) {
        return "(" + String.join(" || ", texts) + ")";
    }

    /** Returns a constant. */
    String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /**
     * Returns the element of a note for a row.
     *
     * @param values makes a value of the name of its column
     */
    final String element(List<KeyText> key, UnaryOperator<String> values) {
        List<String> texts = key.stream()
                .map(column -> quoted(text(column, values.apply(column.column()))))
                .toList();
        if (texts.size() == 1) {
            return texts.get(0);
        }
        List<String> parts = new ArrayList<>(List.of("'{\"key\":['"));
        texts.forEach(text -> parts.addAll(List.of(text, "','")));
        parts.set(parts.size() - 1, "']}'");
        return joined(parts);
    }

    private String text(KeyText column, String value) {
        if (column.form() != KeyText.Form.ORDINAL) {
            return text(column.form(), value);
        }
        StringBuilder cases = new StringBuilder("case ").append(text(KeyText.Form.INTEGER, value));
        for (int i = 0; i < column.constants().size(); i++) {
            cases.append(" when '")
                    .append(i)
                    .append("' then ")
                    .append(literal(column.constants().get(i)));
        }
        return cases.append(" end").toString();
    }

    /** Returns the text of a UUID in 32 digits. */
    final String dashed(String digits) {
        return "lower("
                + joined(List.of(
                        part(digits, 1, 8),
                        "'-'",
                        part(digits, 9, 4),
                        "'-'",
                        part(digits, 13, 4),
                        "'-'",
                        part(digits, 17, 4),
                        "'-'",
                        part(digits, 21, 12)))
                + ")";
    }

    private static String part(String digits, int from, int length) {
        return "substr(" + digits + ", " + from + ", " + length + ")";
    }

    /** Returns the beginning of a note. */
    final String note(NotedTable.Subject subject, Outbox.Kind kind, String now, String rows) {
        return "select " + literal(subject.profile()) + ", " + literal(subject.model()) + ", '" + kind + "', " + now
                + ", " + rows;
    }

    /** Returns the name of a table's triggers, which tells whether these are as they should be. */
    static String name(String table, List<String> definitions) {
        String plain = NotedTable.plain(table).replaceAll("[^a-z0-9_]", "_");
        String all = String.join(";", definitions);
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(all.getBytes(StandardCharsets.UTF_8));
            return Triggers.PREFIX + plain.substring(0, Math.min(plain.length(), MOST_OF_TABLE)) + "_"
                    + HexFormat.of().formatHex(hash).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static String all(List<String> conditions) {
        return conditions.stream().filter(c -> !c.isEmpty()).collect(Collectors.joining(" and "));
    }
}
