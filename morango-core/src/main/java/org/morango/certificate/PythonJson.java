package org.morango.certificate;

import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Writes JSON exactly like Python's {@code json.dumps}, so that equal certificates have equal texts on all peers. */
final class PythonJson {
    private PythonJson() {}

    /** Writes an object of strings, integers and nulls, with its members in the map's order. */
    static String object(Map<String, ? extends @Nullable Object> members) {
        StringJoiner text = new StringJoiner(", ", "{", "}");
        members.forEach((name, value) -> text.add(string(name) + ": " + value(value)));
        return text.toString();
    }

    private static String value(@Nullable Object value) {
        return value instanceof String text ? string(text) : String.valueOf(value);
    }

    private static String string(String value) {
        StringBuilder text = new StringBuilder(value.length() + 2).append('"');
        for (int i = 0; i < value.length(); i++) {
            append(text, value.charAt(i));
        }
        return text.append('"').toString();
    }

    private static void append(StringBuilder text, char c) {
        switch (c) {
            case '"' -> text.append("\\\"");
            case '\\' -> text.append("\\\\");
            case '\n' -> text.append("\\n");
            case '\r' -> text.append("\\r");
            case '\t' -> text.append("\\t");
            case '\b' -> text.append("\\b");
            case '\f' -> text.append("\\f");
            default -> {
                if (c >= ' ' && c <= '~') {
                    text.append(c);
                } else {
                    text.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
                }
            }
        }
    }
}
