package org.morango.hibernate.internal.model;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.jspecify.annotations.Nullable;
import org.morango.common.MorangoException;
import org.morango.hibernate.mapping.RecordSize;
import org.morango.internal.protocol.WireText;
import org.morango.record.Ids;
import org.morango.replica.HeldBackKind;
import tools.jackson.databind.JsonNode;

/**
 * Limits of a record that every peer accepts. They are checked before a record is made, because a peer that refuses one
 * record refuses everything that travels with it.
 */
public final class RecordLimits {
    /** Greatest depth of nested arrays and objects in a document. */
    static final int MAX_DEPTH = 100;

    /** Greatest number of characters of a number. */
    static final int MAX_DIGITS = 1_000;

    /** Greatest number of characters of a member's name. */
    static final int MAX_NAME = 10_000;

    /** Characters of a number that a sign, a point and an exponent may take. */
    private static final int EXPONENT = 15;

    private static final int MAX_BITS = 4 * MAX_DIGITS;
    private static final String ID = "${id}";
    private static final int MOST_BYTES_OF_A_CHARACTER = 3;

    private static final long DEFAULT_BYTES = 16L * 1024 * 1024;
    private static final long LEAST_BYTES = 1_000;

    /** Greatest size, in bytes, of one text that readers of the wire format accept. */
    private static final long MOST_BYTES = 64L * 1024 * 1024;

    private final SyncableModel model;
    private final long maxBytes;

    /** Returns the greatest size of a record, in bytes, in a persistence unit. */
    public static long maxBytes(SessionFactoryImplementor factory) {
        Object value = factory.getProperties().get(RecordSize.SETTING);
        if (value == null) {
            return DEFAULT_BYTES;
        }
        try {
            long bytes = Long.parseLong(value.toString().strip());
            if (bytes >= LEAST_BYTES && bytes <= MOST_BYTES) {
                return bytes;
            }
        } catch (NumberFormatException e) {
            // Reported below, like any other wrong value.
        }
        throw new MorangoException(RecordSize.SETTING + " has to be a whole number from " + LEAST_BYTES + " to "
                + MOST_BYTES + ", not " + value + ".");
    }

    /** Makes the limits of a model's records, each of at most {@code maxBytes} bytes. */
    public RecordLimits(SyncableModel model, long maxBytes) {
        this.model = model;
        this.maxBytes = maxBytes;
    }

    /**
     * Checks the identity and partition of a record, and its values.
     *
     * @throws UnfitException if a peer could not take it
     */
    public void check(RecordContent content) {
        checkPlace(content);
        for (Map.Entry<String, JsonNode> member : content.members().properties()) {
            String problem = problem(member.getValue(), 0);
            if (problem != null) {
                String attribute = attribute(member.getKey());
                throw new UnfitException(
                        HeldBackKind.UNFIT, attribute, "Attribute " + attribute + " " + problem + ". Mend the value.");
            }
        }
    }

    private void checkPlace(RecordContent content) {
        String sourceId = content.sourceId();
        String partition = content.partition();
        if (sourceId.isEmpty()) {
            throw misplaced("Its source id is empty; sourceId() has to return a text, or null for a random one.");
        }
        if (isBroken(sourceId) || isBroken(partition)) {
            throw misplaced("Its source id or partition holds a NUL or half a character, which cannot be sent.");
        }
        String id = content.id();
        String template = partition.replace(id, ID);
        if (!model.idRule().id(template, sourceId, model.name()).equals(id)) {
            throw misplaced(
                    "Its id does not follow from its partition " + partition + ", its source id " + sourceId
                            + " and its model, so that every peer would refuse it. Persist it as an entity, which computes the id.");
        }
    }

    private static boolean isBroken(String text) {
        return text.indexOf('\0') >= 0 || !WireText.isWellFormed(text);
    }

    private static UnfitException misplaced(String reason) {
        return new UnfitException(HeldBackKind.MISPLACED, null, reason);
    }

    /**
     * Returns the key of a row.
     *
     * @throws UnfitException if the row cannot have a record
     */
    public Object checkKey(String text) {
        if (model.hasRecordIds() && !Ids.isId(text)) {
            throw misplaced(
                    "Its id is not 32 lower-case hex digits. Insert the row again as a new entity, which gets an id of"
                            + " its own, and let what refers to it refer to that one.");
        }
        if (text.length() > KeyCodec.MAX_LENGTH) {
            throw misplaced(
                    "Its key is longer than " + KeyCodec.MAX_LENGTH + " characters. Give the row a shorter one.");
        }
        try {
            return model.key().key(text);
        } catch (IllegalArgumentException e) {
            throw misplaced("It was noted with the key " + text + ", which is not a "
                    + model.key().typeName() + ". Mend the program that notes it.");
        }
    }

    /**
     * Checks the size of a record.
     *
     * @throws UnfitException if it is too large
     */
    public void checkSize(RecordContent content, String serialized) {
        if ((long) serialized.length() * MOST_BYTES_OF_A_CHARACTER <= maxBytes) {
            return;
        }
        long size = serialized.getBytes(StandardCharsets.UTF_8).length;
        if (size > maxBytes) {
            String attribute = attribute(largest(content));
            throw new UnfitException(
                    HeldBackKind.TOO_LARGE,
                    attribute,
                    "The record has " + size + " bytes, most of them in attribute " + attribute + ", but at most "
                            + maxBytes + " are sent. Shorten it, or raise " + RecordSize.SETTING + " at every peer.",
                    size);
        }
    }

    private static String largest(RecordContent content) {
        String name = "";
        int most = -1;
        for (Map.Entry<String, JsonNode> member : content.members().properties()) {
            int length = member.getValue().toString().length();
            if (length > most) {
                most = length;
                name = member.getKey();
            }
        }
        return name;
    }

    /** Returns the attribute of a member. */
    private String attribute(String name) {
        return model.members().stream()
                .filter(m -> m.names().contains(name))
                .map(Member::attribute)
                .findFirst()
                .or(() -> model.collections().stream()
                        .filter(c -> c.names().contains(name))
                        .map(CollectionMember::attribute)
                        .findFirst())
                .orElse(name);
    }

    private static @Nullable String problem(JsonNode node, int depth) {
        if (node.isString()) {
            return half(node.stringValue());
        }
        if (node.isNumber()) {
            return isTooLong(node) ? "holds a number of more than " + MAX_DIGITS + " digits" : null;
        }
        if (!node.isContainer()) {
            return null;
        }
        if (depth == MAX_DEPTH) {
            return "is nested deeper than " + MAX_DEPTH + " levels";
        }
        String problem = null;
        if (node.isObject()) {
            for (Map.Entry<String, JsonNode> member : node.properties()) {
                problem = problem == null ? nameProblem(member.getKey()) : problem;
            }
        }
        for (JsonNode element : node.values()) {
            problem = problem == null ? problem(element, depth + 1) : problem;
        }
        return problem;
    }

    private static @Nullable String nameProblem(String name) {
        return name.length() > MAX_NAME ? "holds a key of more than " + MAX_NAME + " characters" : half(name);
    }

    private static @Nullable String half(String text) {
        return WireText.isWellFormed(text) ? null : "holds half a character (a surrogate without its other half)";
    }

    private static boolean isTooLong(JsonNode number) {
        Number value = number.numberValue();
        // Looks at the size in bits of a whole number first, because its digits take long to compute.
        return value instanceof BigDecimal decimal && decimal.precision() >= MAX_DIGITS - EXPONENT
                || value instanceof BigInteger integer
                        && (integer.bitLength() > MAX_BITS || integer.toString().length() > MAX_DIGITS);
    }
}
