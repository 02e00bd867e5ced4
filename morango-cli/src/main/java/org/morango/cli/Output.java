package org.morango.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.morango.internal.text.LogText;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Prints the result of a command: as a JSON object for scripts; with lists as tables and the rest as lines for people.
 */
final class Output {
    /** Escapes non-ASCII characters, so that the character set of standard output does not matter. */
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private static final int MAX_CELL = 60;
    private static final String GAP = "  ";

    private final PrintWriter out;
    private final boolean json;

    Output(PrintWriter out, boolean json) {
        this.out = out;
        this.json = json;
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    boolean isJson() {
        return json;
    }

    void print(ObjectNode result) {
        if (json) {
            out.print(JSON.writeValueAsString(result) + "\n");
            return;
        }
        Map<String, JsonNode> values = new LinkedHashMap<>();
        Map<String, JsonNode> tables = new LinkedHashMap<>();
        // Null values are of no interest to people.
        result.properties().stream()
                .filter(member -> !member.getValue().isNull())
                .forEach(member ->
                        (isTable(member.getValue()) ? tables : values).put(member.getKey(), member.getValue()));
        int width = values.keySet().stream().mapToInt(String::length).max().orElse(0);
        values.forEach((name, value) -> line(padded(name.replace('_', ' '), width) + GAP + text(value)));
        boolean isTitled = !values.isEmpty() || tables.size() > 1;
        tables.forEach((name, rows) -> {
            if (isTitled) {
                if (!values.isEmpty() || !name.equals(tables.keySet().iterator().next())) {
                    line("");
                }
                line(name.replace('_', ' ').toUpperCase(Locale.ROOT));
            }
            table(rows);
        });
    }

    private static boolean isTable(JsonNode value) {
        return value.isArray() && (value.isEmpty() || value.get(0).isObject());
    }

    private void table(JsonNode rows) {
        if (rows.isEmpty()) {
            line("none");
            return;
        }
        List<String> names = new ArrayList<>(rows.get(0).propertyNames());
        List<List<String>> cells = new ArrayList<>();
        cells.add(names.stream().map(name -> name.replace('_', ' ')).toList());
        for (JsonNode row : rows) {
            List<String> line = new ArrayList<>(
                    names.stream().map(name -> cut(text(row.get(name)))).toList());
            // The last column is not cut, because nothing follows it.
            line.set(line.size() - 1, text(row.get(names.get(names.size() - 1))));
            cells.add(line);
        }
        int[] widths = new int[names.size()];
        for (List<String> row : cells) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        for (List<String> row : cells) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                line.append(i == 0 ? "" : GAP).append(padded(row.get(i), widths[i]));
            }
            line(line.toString());
        }
    }

    private static String text(JsonNode value) {
        if (value.isBoolean()) {
            return value.booleanValue() ? "yes" : "no";
        }
        if (value.isNull()) {
            return "-";
        }
        return value.isValueNode() ? value.asString() : JSON.writeValueAsString(value);
    }

    private static String cut(String text) {
        return text.length() <= MAX_CELL ? text : text.substring(0, MAX_CELL - 3) + "...";
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    /** Prints a line for people, without control characters: text from other peers must not control the terminal. */
    void line(String text) {
        out.println(LogText.line(text).stripTrailing());
    }

    /** Prints a text unchanged. */
    void raw(String text) {
        out.print(text);
    }

    void flush() {
        out.flush();
    }
}
