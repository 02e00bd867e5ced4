package org.morango.merge;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A content that has lost in a conflict. Who has saved it and when it has lost is noted in a member of the library's own,
 * which peers that do not know it keep; it is not known of contents that such peers have kept. Protocol section 8.
 *
 * @param content the content without notes, as JSON; whatever a peer has sent instead
 * @param author the id of the instance that has saved it
 * @param time when the conflict was resolved, by the clock of the peer that has resolved it
 */
public record LostContent(String content, Optional<String> author, Optional<Instant> time) {
    /** The name of the member. */
    static final String MEMBER = "_morango_lost";

    private static final String BY = "by";
    private static final String AT = "at";

    /** Reads the contents that a record keeps, newest first. */
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

    /** The line of a content. */
    static String noted(ObjectNode content, String author, Instant time) {
        ObjectNode line = content.deepCopy();
        line.remove(ChangeTimes.MEMBER);
        line.putObject(MEMBER).put(BY, author).put(AT, time.toEpochMilli());
        return Values.render(line);
    }

    /** The same text for the same content. */
    String key() {
        JsonNode node = Values.parse(content);
        return node == null ? content : Values.canonical(node);
    }
}
