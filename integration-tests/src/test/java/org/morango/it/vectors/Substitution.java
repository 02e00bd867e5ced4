package org.morango.it.vectors;

import java.util.HashMap;
import java.util.Map;
import org.morango.it.support.Exchange;
import org.morango.record.Ids;
import tools.jackson.databind.JsonNode;

/** Replaces recorded ids and texts by live ones. Later substitutions do not change earlier ones. */
final class Substitution {
    private final Map<String, String> live = new HashMap<>();

    void put(String recorded, String now) {
        live.put(recorded, now);
    }

    String apply(String text) {
        String filled = text;
        for (Map.Entry<String, String> entry : live.entrySet()) {
            filled = filled.replace(entry.getKey(), entry.getValue());
        }
        return filled;
    }

    JsonNode apply(JsonNode node) {
        return Exchange.MAPPER.readTree(apply(node.toString()));
    }

    /**
     * Learns the ids of recorded records, which differ now because their partitions or source ids contain the root's
     * id.
     */
    void learnRecords(JsonNode records) {
        for (JsonNode rec : records) {
            String id = rec.get("model_uuid").stringValue();
            String source = apply(rec.get("source_id").stringValue());
            if (!source.equals(apply(id))) {
                String template = apply(rec.get("partition").stringValue()).replace(id, "${id}");
                put(id, Ids.recordId(template, source, rec.get("model_name").stringValue()));
            }
        }
    }
}
