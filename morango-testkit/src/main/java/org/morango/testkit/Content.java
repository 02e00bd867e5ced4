package org.morango.testkit;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.morango.common.MorangoException;
import org.morango.merge.ChangeTimes;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** JSON of application rows and store records. See docs/protocol.md, "Counters and serialized content". */
final class Content {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final String ID = "id";
    private static final String SOURCE_ID = "_morango_source_id";
    private static final String PARTITION = "_morango_partition";

    private Content() {}

    /** Returns an application row's content in canonical form: members sorted, without the library's own. */
    static String row(String json) {
        ObjectNode object = parse(json).orElseThrow(() -> new MorangoException("A row's content is a JSON object."));
        object.remove(List.of(ID, SOURCE_ID, PARTITION, ChangeTimes.MEMBER));
        Map<String, JsonNode> sorted = new TreeMap<>();
        object.forEachEntry(sorted::put);
        ObjectNode row = MAPPER.createObjectNode();
        row.setAll(sorted);
        return row.toString();
    }

    static boolean isObject(String json) {
        return parse(json).isPresent();
    }

    /** Returns a record's content: the row's members over those of the earlier content, which the row may not know. */
    static String serialized(String before, String row, String id, String sourceId, String partition) {
        ObjectNode object = parse(before).orElseGet(MAPPER::createObjectNode);
        parse(row).ifPresent(object::setAll);
        object.put(ID, id);
        object.put(SOURCE_ID, sourceId);
        object.put(PARTITION, partition);
        return object.toString();
    }

    private static Optional<ObjectNode> parse(String json) {
        try {
            return MAPPER.readTree(json) instanceof ObjectNode object ? Optional.of(object) : Optional.empty();
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }
}
