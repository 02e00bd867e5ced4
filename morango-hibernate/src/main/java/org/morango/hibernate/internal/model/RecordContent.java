package org.morango.hibernate.internal.model;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.hibernate.StatelessSession;
import org.morango.hibernate.internal.store.IdList;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * One row of the application as a record's content.
 *
 * @param selfReference the id of the record of the same model it refers to; empty if there is none
 */
public record RecordContent(String id, String sourceId, String partition, String selfReference, ObjectNode members) {
    /** Keeps the digits of numbers as they are: members unknown here are sent on unchanged. */
    static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private static final int FIRST_MEMBER = 3;

    /** Reads rows as plain values: no entity is made, nothing they refer to is loaded. */
    public static List<RecordContent> select(StatelessSession session, SyncableModel model, List<String> ids) {
        String selection =
                model.members().stream().map(m -> ", e." + m.selection()).collect(Collectors.joining());
        List<RecordContent> contents = new ArrayList<>(ids.size());
        for (Object[] row : IdList.select(
                session,
                "select e.id, e.morangoSourceId, e.morangoPartition" + selection + " from " + model.entityName()
                        + " e where e.id",
                Object[].class,
                ids)) {
            contents.add(content(model, row));
        }
        return contents;
    }

    private static RecordContent content(SyncableModel model, Object[] row) {
        ObjectNode node = MAPPER.createObjectNode();
        node.put("id", (String) row[0]);
        node.put("_morango_source_id", (String) row[1]);
        node.put("_morango_partition", (String) row[2]);
        String selfReference = "";
        for (int i = 0; i < model.members().size(); i++) {
            Member member = model.members().get(i);
            Object value = row[FIRST_MEMBER + i];
            node.set(member.name(), member.toJson(value));
            if (model.entityClass().equals(member.target()) && value != null) {
                selfReference = (String) value;
            }
        }
        return new RecordContent((String) row[0], (String) row[1], (String) row[2], selfReference, node);
    }

    /** The content as JSON, with those members of what was stored before that this application does not know. */
    public String mergedInto(String stored) {
        if (stored.isEmpty()) {
            return MAPPER.writeValueAsString(members);
        }
        JsonNode before = parse(stored);
        if (!before.isObject()) {
            return MAPPER.writeValueAsString(members);
        }
        return MAPPER.writeValueAsString(((ObjectNode) before).setAll(members));
    }

    private static JsonNode parse(String stored) {
        try {
            return MAPPER.readTree(stored);
        } catch (JacksonException e) {
            // A peer may have sent anything; what is no JSON has no members to keep.
            return MAPPER.createObjectNode();
        }
    }
}
