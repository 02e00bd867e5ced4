package org.morango.counter;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.morango.common.MorangoException;
import org.morango.record.Ids;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads and writes the text form of an {@link Fsic}. Does not trust what it reads. See docs/protocol.md, "FSIC". */
public final class FsicJson {
    /** Largest number of counters, and of partitions, in one FSIC. */
    public static final int MAX_COUNTERS = 100_000;

    /**
     * Largest text to parse, in characters. {@link #MAX_COUNTERS} counters in partitions with ordinary names need far
     * less.
     */
    private static final int MAX_TEXT = 16 * 1024 * 1024;

    private static final int MAX_PARTITION = 1_000;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(20)
                            .maxTokenCount(7L * MAX_COUNTERS)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private FsicJson() {}

    /**
     * Reads an FSIC. An object with a member {@code sub} or {@code super} is version 2, and its other members are
     * ignored. Any other object is version 1. Null or a blank text is an FSIC without counters.
     *
     * @throws MorangoException if the text is not an FSIC, or has more than {@link #MAX_COUNTERS} counters
     */
    public static Fsic parse(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return Fsic.NONE;
        }
        if (text.length() > MAX_TEXT) {
            throw malformed("it is longer than " + MAX_TEXT + " characters");
        }
        JsonNode root = read(text);
        Budget budget = new Budget();
        if (root.has("sub") || root.has("super")) {
            return new FsicV2(partitions(root.get("super"), budget), partitions(root.get("sub"), budget));
        }
        return new FsicV1(counters(root, budget));
    }

    /** Returns the text form: a JSON object. */
    public static String render(Fsic fsic) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        if (fsic instanceof FsicV2 v2) {
            render(v2.superPartitions(), root.putObject("super"));
            render(v2.subPartitions(), root.putObject("sub"));
        } else if (fsic instanceof FsicV1 v1) {
            v1.counters().forEach(root::put);
        }
        return root.toString();
    }

    /** Returns a digest of the text form, 32 hexadecimal digits. Equal FSICs have equal digests. */
    public static String digest(Fsic fsic) {
        return Ids.hash(render(fsic));
    }

    private static void render(Map<String, Map<String, Long>> partitions, ObjectNode into) {
        partitions.forEach((partition, counters) -> counters.forEach(into.putObject(partition)::put));
    }

    private static JsonNode read(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JacksonException e) {
            throw malformed("it is not valid JSON: " + e.getOriginalMessage());
        }
    }

    private static Map<String, Map<String, Long>> partitions(@Nullable JsonNode node, Budget budget) {
        TreeMap<String, Map<String, Long>> partitions = new TreeMap<>();
        if (node != null) {
            requireObject(node);
            for (Map.Entry<String, JsonNode> member : node.properties()) {
                budget.takePartition();
                partitions.put(partition(member.getKey()), counters(member.getValue(), budget));
            }
        }
        return partitions;
    }

    private static String partition(String text) {
        if (text.length() > MAX_PARTITION || text.indexOf('\0') >= 0) {
            throw malformed("a partition is longer than " + MAX_PARTITION + " characters, or holds NUL");
        }
        return text;
    }

    private static Map<String, Long> counters(JsonNode node, Budget budget) {
        requireObject(node);
        TreeMap<String, Long> counters = new TreeMap<>();
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            budget.takeCounter();
            counters.put(instance(member.getKey()), counter(member.getValue()));
        }
        return counters;
    }

    private static String instance(String text) {
        if (!Ids.isId(text)) {
            throw malformed("an instance id is not 32 lower-case hex digits");
        }
        return text;
    }

    private static long counter(JsonNode node) {
        if (!node.isIntegralNumber() || !node.canConvertToLong() || node.longValue() < 0) {
            throw malformed("a counter is not an integer from 0 to " + Long.MAX_VALUE);
        }
        return node.longValue();
    }

    private static void requireObject(JsonNode node) {
        if (!node.isObject()) {
            throw malformed("it has something other than a JSON object where one belongs");
        }
    }

    private static MorangoException malformed(String reason) {
        return new MorangoException("Filter-specific instance counters cannot be read: " + reason);
    }

    /** Counts down the entries that may still be read. */
    private static final class Budget {
        private int counters = MAX_COUNTERS;
        private int partitions = MAX_COUNTERS;

        void takeCounter() {
            if (--counters < 0) {
                throw malformed("it has more than " + MAX_COUNTERS + " counters");
            }
        }

        void takePartition() {
            if (--partitions < 0) {
                throw malformed("it has more than " + MAX_COUNTERS + " partitions");
            }
        }
    }
}
