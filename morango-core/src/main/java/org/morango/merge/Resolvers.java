package org.morango.merge;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The strategies that are the same for all records. */
enum Resolvers implements ConflictResolver {
    KEEP_OURS {
        @Override
        public ObjectNode resolve(Conflict conflict) {
            return conflict.ours();
        }
    },

    TAKE_THEIRS {
        @Override
        public ObjectNode resolve(Conflict conflict) {
            return conflict.theirs();
        }
    },

    FIELD_BY_FIELD {
        @Override
        public ObjectNode resolve(Conflict conflict) {
            ObjectNode merged = Values.object();
            Set<String> names = new LinkedHashSet<>(conflict.ours().propertyNames());
            names.addAll(conflict.theirs().propertyNames());
            for (String name : names) {
                JsonNode value = pick(conflict, name);
                if (value != null) {
                    merged.set(name, value);
                }
            }
            return merged;
        }

        @Override
        public boolean usesAncestor() {
            return true;
        }
    };

    private static @Nullable JsonNode pick(Conflict conflict, String name) {
        JsonNode ours = conflict.ours().get(name);
        JsonNode theirs = conflict.theirs().get(name);
        ObjectNode ancestor = conflict.ancestor();
        if (ancestor != null) {
            JsonNode before = ancestor.get(name);
            if (Values.compare(ours, before) == 0) {
                return theirs;
            }
            if (Values.compare(theirs, before) == 0) {
                return ours;
            }
        }
        return Values.compare(ours, theirs) >= 0 ? ours : theirs;
    }
}
