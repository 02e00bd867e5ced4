package org.morango.merge;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.morango.record.SyncRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Conflicting contents in wire format, one per line, newest first. Each content occurs once, whatever is noted with it.
 * See docs/protocol.md, "Merging".
 */
final class ConflictingContents {
    private static final Logger LOG = LoggerFactory.getLogger(ConflictingContents.class);

    /** The lines by their content without the library's notes. */
    private final Map<String, String> lines = new LinkedHashMap<>();

    private ConflictingContents() {}

    static ConflictingContents of(String text) {
        return new ConflictingContents().and(text);
    }

    /** Adds the contents of a text after these. */
    ConflictingContents and(String text) {
        text.lines().filter(line -> !line.isBlank()).forEach(line -> add(line, ConflictingContent.parse(line)));
        return this;
    }

    /**
     * Adds a content after these.
     *
     * @param author the instance that saved it; null if it is not known
     * @param now when it was overwritten
     */
    ConflictingContents andContent(String content, @Nullable String author, Instant now) {
        if (!content.isEmpty()) {
            ObjectNode object = JsonOrder.parseObject(content);
            String line = object == null
                    ? content.replace('\n', ' ')
                    : author == null ? oneLine(content, object) : ConflictingContent.noted(object, author, now);
            add(line, ConflictingContent.parse(line));
        }
        return this;
    }

    private static String oneLine(String content, JsonNode object) {
        return content.indexOf('\n') < 0 ? content : JsonOrder.render(object);
    }

    /** Adds a line. Of two lines with the same content, all peers keep the same one. */
    private void add(String line, ConflictingContent content) {
        lines.merge(content.key(), line, (one, other) -> {
            boolean isOneNoted = ConflictingContent.parse(one).author().isPresent();
            boolean isOtherNoted = content.author().isPresent();
            if (isOneNoted != isOtherNoted) {
                return isOneNoted ? one : other;
            }
            return one.compareTo(other) <= 0 ? one : other;
        });
    }

    /** Removes a content, because the record has it. */
    ConflictingContents without(String content) {
        if (!lines.isEmpty()) {
            lines.remove(ConflictingContent.parse(content).key());
        }
        return this;
    }

    /** Returns the contents without the library's notes. */
    Set<String> contents() {
        return lines.keySet();
    }

    /**
     * Returns the lines that fit into the limits of a record. Contents that came with another version are left out first, and
     * then the oldest, so that a peer cannot displace the record's own conflicting contents with a single version.
     */
    String text(SyncRecord before) {
        long characters =
                lines.values().stream().mapToLong(line -> line.length() + 1L).sum();
        if (lines.size() > ConflictingContent.MOST || characters > ConflictingContent.MOST_CHARACTERS) {
            Set<String> known = of(before.conflictingData()).contents();
            Iterator<String> keys = lines.keySet().iterator();
            String first = keys.next();
            List<String> leaving = new ArrayList<>();
            keys.forEachRemaining(leaving::add);
            Collections.reverse(leaving);
            // The sort is stable: contents of the other version come first, and the oldest of them before the newer
            // ones.
            leaving.sort(Comparator.comparing(key -> known.contains(key)));
            for (String key : leaving) {
                if (lines.size() <= ConflictingContent.MOST && characters <= ConflictingContent.MOST_CHARACTERS) {
                    break;
                }
                characters -= Objects.requireNonNull(lines.remove(key)).length() + 1L;
            }
            LOG.warn(
                    "Record {} has lost more contents in conflicts than are kept; {} remain.",
                    before.id(),
                    lines.size());
        }
        return lines.isEmpty() ? "" : String.join("\n", List.copyOf(lines.values())) + "\n";
    }
}
