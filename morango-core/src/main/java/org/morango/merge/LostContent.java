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
public record LostContent(String content, Optional<String> author, Optional<Instant> time) {
    /** Name of the member. */
    static final String MEMBER = "_morango_lost";

    private static final String BY = "by";
    private static final String AT = "at";

    /** Reads the conflicting contents of a record, newest first. */
    public static List<LostContent> all(String conflictingData) {
        return conflictingData
                .lines()
                .filter(line -> !line.isBlank())
                .map(LostContent::parse)
                .toList();
    }

    static LostContent parse(String line) {
        ObjectNode object = Values.parseObject(line);
        if (object == null) {
            return new LostContent(line, Optional.empty(), Optional.empty());
        }
        JsonNode note = object.remove(MEMBER);
        JsonNode times = object.remove(ChangeTimes.MEMBER);
        String content = note == null && times == null ? line : Values.render(object);
        if (note == null) {
            return new LostContent(content, Optional.empty(), Optional.empty());
        }
        return new LostContent(
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
        return Values.render(line);
    }

    /** Returns a text that is the same for equal contents. */
    String key() {
        JsonNode node = Values.parse(content);
        return node == null ? content : Values.canonical(node);
    }
}
