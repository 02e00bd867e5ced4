package org.morango.hibernate.internal.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
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

    /** Returns rows as JSON: a list of ids, and of lists of id, source id and partition for those that are placed. */
    static String encode(Collection<ChangedRow> rows) {
        List<Object> list = new ArrayList<>(rows.size());
        for (ChangedRow row : rows) {
            list.add(
                    row.sourceId == null || row.partition == null
                            ? row.id
                            : List.of(row.id, row.sourceId, row.partition));
        }
        return MAPPER.writeValueAsString(list);
    }

    /**
     * Returns the rows; null if the text is something else. Programs that do not know the canonical text of a key of
     * several columns write an object with the texts of its columns.
     */
    public static @Nullable List<ChangedRow> decode(String json) {
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
            } else {
                return null;
            }
        }
        return rows;
    }
}
