package org.morango.merge;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Total order of JSON values, the same on every peer. Values of different kinds are ordered by their kind. A missing
 * value is the least, null the next.
 */
final class JsonOrder {
    /** Reads and writes numbers without changing their digits. */
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    /** Quick check before parsing. Most texts are not times, and an exception for each would be expensive. */
    private static final Pattern LIKE_A_TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\dT.*");

    private JsonOrder() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    /** Parses a text; returns null if it is not JSON. */
    static @Nullable JsonNode parse(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JacksonException e) {
            return null;
        }
    }

    /** Parses a text; returns null if it is not a JSON object. */
    static @Nullable ObjectNode parseObject(String json) {
        return parse(json) instanceof ObjectNode object ? object : null;
    }

    /** Compares two values; 0 only if they are the same JSON, apart from the order of members. */
    static int compare(@Nullable JsonNode a, @Nullable JsonNode b) {
        int byValue = compareValues(a, b);
        return byValue != 0 || a == null || b == null ? byValue : canonical(a).compareTo(canonical(b));
    }

    /** Compares two objects by the value of one member alone. */
    static int compareMember(String member, ObjectNode a, ObjectNode b) {
        return compareValues(a.get(member), b.get(member));
    }

    /** Compares two objects by one member first, then as a whole. */
    static int compareBy(String member, ObjectNode a, ObjectNode b) {
        int byMember = compareMember(member, a, b);
        return byMember != 0 ? byMember : compare(a, b);
    }

    private static int compareValues(@Nullable JsonNode a, @Nullable JsonNode b) {
        int order = Integer.compare(kind(a), kind(b));
        if (order != 0 || a == null || b == null || a.isNull()) {
            return order;
        }
        if (a.isNumber()) {
            return number(a).compareTo(number(b));
        }
        Instant time = time(a);
        Instant other = time(b);
        if (time != null && other != null) {
            return time.compareTo(other);
        }
        return text(a).compareTo(text(b));
    }

    private static int kind(@Nullable JsonNode node) {
        if (node == null) {
            return 0;
        }
        return switch (node.getNodeType()) {
            case NULL, MISSING -> 1;
            case BOOLEAN -> 2;
            case NUMBER -> 3;
            case STRING -> time(node) == null ? 4 : 5;
            default -> 6;
        };
    }

    private static BigDecimal number(JsonNode node) {
        return node.decimalValue();
    }

    private static @Nullable Instant time(JsonNode node) {
        if (!node.isString() || !LIKE_A_TIME.matcher(node.stringValue()).matches()) {
            return null;
        }
        try {
            return OffsetDateTime.parse(node.stringValue()).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static String text(JsonNode node) {
        return node.isString() ? node.stringValue() : canonical(node);
    }

    /** Returns a text that is the same for the same JSON, whatever the order of its members. */
    static String canonical(JsonNode node) {
        return MAPPER.writeValueAsString(sorted(node));
    }

    private static JsonNode sorted(JsonNode node) {
        if (node.isObject()) {
            Map<String, JsonNode> members = new TreeMap<>();
            node.forEachEntry((name, value) -> members.put(name, sorted(value)));
            ObjectNode object = object();
            object.setAll(members);
            return object;
        }
        if (node.isArray()) {
            ArrayNode array = array();
            node.forEach(item -> array.add(sorted(item)));
            return array;
        }
        return node;
    }

    static String render(JsonNode node) {
        return MAPPER.writeValueAsString(node);
    }
}
