package org.morango.merge;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Conflicting contents in wire format, one per line, newest first. Each content occurs once, whatever is noted with it.
 * See docs/protocol.md, "Merging".
 */
final class KeptContents {
    /** The lines by their content without the library's notes. */
    private final Map<String, String> lines = new LinkedHashMap<>();

    private KeptContents() {}

    static KeptContents of(String text) {
        return new KeptContents().and(text);
    }

    /** Adds the contents of a text after these. */
    KeptContents and(String text) {
        text.lines().filter(line -> !line.isBlank()).forEach(line -> add(line, LostContent.parse(line)));
        return this;
    }

    /**
     * Adds a content after these.
     *
     * @param author the instance that saved it; null if it is not known
     * @param now when it was overwritten
     */
    KeptContents andContent(String content, @Nullable String author, Instant now) {
        if (!content.isEmpty()) {
            ObjectNode object = Values.parseObject(content);
            String line = object == null
                    ? content.replace('\n', ' ')
                    : author == null ? oneLine(content, object) : LostContent.noted(object, author, now);
            add(line, LostContent.parse(line));
        }
        return this;
    }

    private static String oneLine(String content, JsonNode object) {
        return content.indexOf('\n') < 0 ? content : Values.render(object);
    }

    /** Adds a line. Of two lines with the same content, all peers keep the same one. */
    private void add(String line, LostContent content) {
        lines.merge(content.key(), line, (one, other) -> {
            boolean isOneNoted = LostContent.parse(one).author().isPresent();
            boolean isOtherNoted = content.author().isPresent();
            if (isOneNoted != isOtherNoted) {
                return isOneNoted ? one : other;
            }
            return one.compareTo(other) <= 0 ? one : other;
        });
    }

    /** Removes a content, because the record has it. */
    KeptContents without(String content) {
        if (!lines.isEmpty()) {
            lines.remove(LostContent.parse(content).key());
        }
        return this;
    }

    /** Returns the contents without the library's notes. */
    Set<String> contents() {
        return lines.keySet();
    }

    String text() {
        return lines.isEmpty() ? "" : String.join("\n", List.copyOf(lines.values())) + "\n";
    }
}
