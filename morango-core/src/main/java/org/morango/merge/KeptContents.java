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
 * The contents that lost in conflicts, as they travel: a line each, newest first. Protocol section 7. Each content is there
 * once, whatever is noted with it.
 */
final class KeptContents {
    /** Every line by what it says apart from the library's notes. */
    private final Map<String, String> lines = new LinkedHashMap<>();

    private KeptContents() {}

    static KeptContents of(String text) {
        return new KeptContents().and(text);
    }

    /** Those of a text, after these. */
    KeptContents and(String text) {
        text.lines().filter(line -> !line.isBlank()).forEach(line -> add(line, LostContent.parse(line)));
        return this;
    }

    /**
     * A content after these.
     *
     * @param author the instance that has saved it; null if it is not known
     * @param now when it has lost
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

    /** Of two lines with the same content all peers keep the same one. */
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

    /** These without a content: what a record has is not lost. */
    KeptContents without(String content) {
        if (!lines.isEmpty()) {
            lines.remove(LostContent.parse(content).key());
        }
        return this;
    }

    /** What the lines say, apart from the library's notes. */
    Set<String> contents() {
        return lines.keySet();
    }

    String text() {
        return lines.isEmpty() ? "" : String.join("\n", List.copyOf(lines.values())) + "\n";
    }
}
