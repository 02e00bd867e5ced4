package org.morango.merge;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Conflicting content: a content that was overwritten in a conflict. Its author and the time are noted in a member that
 * belongs to the library. Peers that do not know the member keep it, but add none to contents that they keep
 * themselves. See docs/protocol.md, "Counters and serialized content".
 *
 * @param content the content without notes, as JSON; or the text that a peer has sent instead
 * @param author the id of the instance that saved it; empty if not known
 * @param time when the conflict was resolved, by the clock of the peer that resolved it; empty if not known
 */
public record ConflictingContent(String content, Optional<String> author, Optional<Instant> time) {
    /** Maximum number of conflicting contents that a record keeps. */
    public static final int MOST = 1_000;

    /** Maximum total length of these contents in characters. A single content may be longer. */
    public static final int MOST_CHARACTERS = 16 * 1024 * 1024;

    /** Name of the member. */
    static final String MEMBER = "_morango_lost";

    private static final String BY = "by";
    private static final String AT = "at";

    /** Reads the conflicting contents of a record, newest first. */
    public static List<ConflictingContent> all(String conflictingData) {
        return conflictingData
                .lines()
                .filter(line -> !line.isBlank())
                .map(ConflictingContent::parse)
                .toList();
    }

    /** Returns the newest lines of a record's conflicting contents, as many as a record keeps. */
    public static String newest(String conflictingData) {
        int end = 0;
        for (int count = 0; count < MOST && end < conflictingData.length(); count++) {
            int next = conflictingData.indexOf('\n', end);
            int after = next < 0 ? conflictingData.length() : next + 1;
            if (after > MOST_CHARACTERS && end > 0) {
                break;
            }
            end = after;
        }
        return end == conflictingData.length() ? conflictingData : conflictingData.substring(0, end);
    }

    static ConflictingContent parse(String line) {
        ObjectNode object = JsonOrder.parseObject(line);
        if (object == null) {
            return new ConflictingContent(line, Optional.empty(), Optional.empty());
        }
        JsonNode note = object.remove(MEMBER);
        JsonNode times = object.remove(ChangeTimes.MEMBER);
        String content = note == null && times == null ? line : JsonOrder.render(object);
        if (note == null) {
            return new ConflictingContent(content, Optional.empty(), Optional.empty());
        }
        return new ConflictingContent(
                content,
                Optional.ofNullable(note.path(BY).stringValue(null)),
                note.path(AT).canConvertToLong() && note.path(AT).isIntegralNumber()
                        ? Optional.of(Instant.ofEpochMilli(note.path(AT).longValue()))
                        : Optional.empty());
    }

    /** Returns the line of a content with its notes. */
    static String noted(ObjectNode content, String author, Instant time) {
        ObjectNode line = content.deepCopy();
        line.remove(ChangeTimes.MEMBER);
        line.putObject(MEMBER).put(BY, author).put(AT, time.toEpochMilli());
        return JsonOrder.render(line);
    }

    /** Returns a text that is the same for equal contents. */
    String key() {
        JsonNode node = JsonOrder.parse(content);
        return node == null ? content : JsonOrder.canonical(node);
    }
}
