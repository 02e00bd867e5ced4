package org.morango.internal.protocol;

import java.io.InputStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.morango.common.MorangoException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads and writes the protocol's JSON, with limits on what a peer may send. */
public final class Json {
    private static final int MAX_DEPTH = 32;
    /** Most characters of a text. */
    static final int MAX_TEXT = 64 * 1024 * 1024;

    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    /** Most tokens of a tree. A tree takes fifty times the memory of the shortest text from which it can be made. */
    private static final long MAX_TOKENS = 1_000_000;

    /** For input that is read piece by piece. */
    static final JsonMapper MAPPER = mapper(Long.MAX_VALUE);

    private static final JsonMapper TREES = mapper(MAX_TOKENS);

    private Json() {}

    private static JsonMapper mapper(long tokens) {
        return JsonMapper.builder(JsonFactory.builder()
                        .streamReadConstraints(StreamReadConstraints.builder()
                                .maxNestingDepth(MAX_DEPTH)
                                .maxStringLength(MAX_TEXT)
                                .maxNumberLength(40)
                                .maxTokenCount(tokens)
                                .build())
                        .build())
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
    }

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** Returns an object with texts as members, in the order of their names. */
    public static ObjectNode object(Map<String, String> members) {
        ObjectNode object = object();
        new TreeMap<>(members).forEach(object::put);
        return object;
    }

    public static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    public static String render(JsonNode node) {
        return MAPPER.writeValueAsString(node);
    }

    public static byte[] renderBytes(JsonNode node) {
        return MAPPER.writeValueAsBytes(node);
    }

    /** Parses a whole body. */
    public static JsonNode parse(InputStream body) {
        try {
            return TREES.readTree(body);
        } catch (JacksonException e) {
            throw malformed(e);
        }
    }

    public static JsonNode parse(String text) {
        try {
            return TREES.readTree(text);
        } catch (JacksonException e) {
            throw malformed(e);
        }
    }

    static MorangoException malformed(JacksonException e) {
        return new MorangoException("JSON parse error - " + e.getOriginalMessage());
    }

    /** Returns a member's text; empty if it is missing, null or not a text. */
    public static Optional<String> text(JsonNode object, String member) {
        JsonNode value = object.get(member);
        return value != null && value.isString() ? Optional.of(value.stringValue()) : Optional.empty();
    }

    /** Returns a member's whole number; empty if it is missing, null or not a whole number. */
    public static Optional<Long> number(JsonNode object, String member) {
        JsonNode value = object.get(member);
        return value != null && value.isIntegralNumber() && value.canConvertToLong()
                ? Optional.of(value.longValue())
                : Optional.empty();
    }

    /** Renders a time as the protocol does: UTC with six digits of a second. */
    public static String timestamp(Instant time) {
        return TIMESTAMP.format(time.truncatedTo(ChronoUnit.MICROS));
    }

    public static JsonNode nullable(@Nullable String text) {
        return text == null
                ? MAPPER.getNodeFactory().nullNode()
                : MAPPER.getNodeFactory().stringNode(text);
    }
}
