package org.morango.hibernate.internal.model;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** The ids that contents state as references to other records. */
public final class StatedReferences {
    private StatedReferences() {}

    /** Returns the ids to which a content refers. */
    public static Set<String> ids(ObjectNode content, SyncableModel model) {
        Set<String> ids = new HashSet<>();
        Consumer<String> add = name -> {
            JsonNode node = content.path(name);
            (node.isContainer() ? node.valueStream() : Stream.of(node))
                    .filter(JsonNode::isString)
                    .forEach(id -> ids.add(id.stringValue()));
        };
        model.references().forEach(m -> m.names().forEach(add));
        model.links().forEach(c -> c.names().forEach(add));
        return ids;
    }

    /** Returns a reference, or a collection of them, with the ids of successors in place of those of moved records. */
    static @Nullable JsonNode followed(@Nullable JsonNode stated, Map<String, String> successors) {
        if (stated instanceof ArrayNode ids) {
            ArrayNode followed = RecordContent.MAPPER.createArrayNode();
            ids.forEach(id -> followed.add(followed(id, successors)));
            return followed;
        }
        if (stated instanceof ObjectNode ids) {
            ObjectNode followed = RecordContent.MAPPER.createObjectNode();
            ids.forEachEntry((key, id) -> followed.set(key, followed(id, successors)));
            return followed;
        }
        return stated != null && stated.isString() && successors.containsKey(stated.stringValue())
                ? StringNode.valueOf(successors.get(stated.stringValue()))
                : stated;
    }
}
