package org.morango.merge;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** The contents that lost in conflicts, as they travel: a line each, newest first. Protocol section 7. */
final class KeptContents {
    private final LinkedHashSet<String> lines = new LinkedHashSet<>();

    private KeptContents() {}

    static KeptContents of(String text) {
        return new KeptContents().and(text);
    }

    static KeptContents ofContent(String content) {
        return new KeptContents().andContent(content);
    }

    /** Those of a text, after these; each content once. */
    KeptContents and(String text) {
        Arrays.stream(text.split("\n")).filter(line -> !line.isBlank()).forEach(lines::add);
        return this;
    }

    /** A content after these. */
    KeptContents andContent(String content) {
        if (!content.isEmpty()) {
            lines.add(line(content));
        }
        return this;
    }

    Set<String> lines() {
        return lines;
    }

    boolean containsAll(Collection<String> others) {
        return lines.containsAll(others);
    }

    String text() {
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }

    private static String line(String content) {
        if (content.indexOf('\n') < 0) {
            return content;
        }
        JsonNode node = Values.parse(content);
        return node == null ? content.replace('\n', ' ') : Values.render(node);
    }
}
