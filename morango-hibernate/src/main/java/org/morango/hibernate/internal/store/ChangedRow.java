package org.morango.hibernate.internal.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.morango.record.Ids;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A row of the application in the outbox.
 *
 * @param id its id
 * @param sourceId the source id that a new row was given; null if the row is not new
 * @param partition the partition that a new row was given; null if the row is not new
 */
public record ChangedRow(
        String id, @Nullable String sourceId, @Nullable String partition) {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final String PARTITION = "partition";
    private static final String SOURCE_IDS = "source_ids";

    /** Returns a row whose place is known from its record. */
    public static ChangedRow of(String id) {
        return new ChangedRow(id, null, null);
    }

    /** Returns what two notes say of a row: the later place, if any. */
    static ChangedRow merged(ChangedRow one, ChangedRow other) {
        return other.isPlaced() ? other : one;
    }

    /** Returns whether it says where the row's record belongs. */
    public boolean isPlaced() {
        return sourceId != null && partition != null;
    }

    /**
     * Returns rows of a model as JSON: a list of ids, of lists of id, source id and partition for those that are placed,
     * and of objects with a partition and source ids for those whose ids follow from them. A transaction that inserts
     * many rows notes all of them, so the text is kept short.
     */
    static String encode(String modelName, Collection<ChangedRow> rows) {
        List<Object> list = new ArrayList<>(rows.size());
        Map<String, List<String>> derived = new LinkedHashMap<>();
        for (ChangedRow row : rows) {
            if (row.sourceId == null || row.partition == null) {
                list.add(row.id);
            } else if (row.id.equals(derived(row.partition, row.sourceId, modelName))) {
                derived.computeIfAbsent(row.partition, partition -> new ArrayList<>())
                        .add(row.sourceId);
            } else {
                list.add(List.of(row.id, row.sourceId, row.partition));
            }
        }
        derived.forEach((partition, sourceIds) -> list.add(Map.of(PARTITION, partition, SOURCE_IDS, sourceIds)));
        return MAPPER.writeValueAsString(list);
    }

    private static @Nullable String derived(String partition, String sourceId, String modelName) {
        return sourceId.isEmpty() ? null : Ids.recordId(partition, sourceId, modelName);
    }

    /**
     * Returns the rows of a model; null if the text is something else. Programs that do not know the canonical text of a
     * key of several columns write an object with the texts of its columns.
     */
    public static @Nullable List<ChangedRow> decode(String modelName, String json) {
        JsonNode list;
        try {
            list = MAPPER.readTree(json);
        } catch (JacksonException e) {
            return null;
        }
        if (!list.isArray()) {
            return null;
        }
        List<ChangedRow> rows = new ArrayList<>();
        for (JsonNode node : list) {
            String composite = node.isObject() ? CompositeKey.canonical(node.path("key")) : null;
            if (node.isString()) {
                rows.add(of(node.stringValue()));
            } else if (composite != null) {
                rows.add(of(composite));
            } else if (node.path(0).isString()
                    && node.path(1).isString()
                    && node.path(2).isString()) {
                rows.add(new ChangedRow(
                        node.path(0).stringValue(),
                        node.path(1).stringValue(),
                        node.path(2).stringValue()));
            } else if (!addDerived(rows, modelName, node)) {
                return null;
            }
        }
        return rows;
    }

    /** Adds the rows of a partition whose ids follow from their source ids. Returns false if the node is something else. */
    private static boolean addDerived(List<ChangedRow> rows, String modelName, JsonNode node) {
        String partition = node.path(PARTITION).stringValue(null);
        JsonNode sourceIds = node.path(SOURCE_IDS);
        if (partition == null || !sourceIds.isArray()) {
            return false;
        }
        for (JsonNode each : sourceIds) {
            String id = each.isString() ? derived(partition, each.stringValue(), modelName) : null;
            if (id == null) {
                return false;
            }
            rows.add(new ChangedRow(id, each.stringValue(), partition));
        }
        return true;
    }
}
