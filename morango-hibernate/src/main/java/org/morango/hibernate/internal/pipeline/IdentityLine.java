package org.morango.hibernate.internal.pipeline;

import java.util.ArrayList;
import java.util.List;
import org.morango.record.Ids;
import org.morango.record.RecordIdRule;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A line of a map of identities: which record a row is.
 *
 * @param number the number of the line, from 1
 * @param partition the partition as it is stored, with the record's id in it
 */
public record IdentityLine(long number, String model, String key, String id, String sourceId, String partition) {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final List<String> MEMBERS = List.of("model", "key", "id", "source_id", "partition");

    /**
     * Reads a line.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static IdentityLine parse(long number, String text) {
        List<String> values = new ArrayList<>();
        JsonNode node;
        try {
            node = MAPPER.readTree(text);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("it is not JSON", e);
        }
        for (String member : MEMBERS) {
            JsonNode value = node.path(member);
            if (!value.isString()) {
                throw new IllegalArgumentException(
                        "it is not a JSON object with the texts " + String.join(", ", MEMBERS));
            }
            values.add(value.stringValue());
        }
        return new IdentityLine(number, values.get(0), values.get(1), values.get(2), values.get(3), values.get(4));
    }

    /** Returns it as a line of text. */
    public String text() {
        return MAPPER.writeValueAsString(MAPPER.createObjectNode()
                .put("model", model)
                .put("key", key)
                .put("id", id)
                .put("source_id", sourceId)
                .put("partition", partition));
    }

    /** Returns whether the id follows from the other parts. */
    boolean isConsistent() {
        return Ids.isId(id) && RecordIdRule.HASH.fits(id, partition, sourceId, model);
    }
}
