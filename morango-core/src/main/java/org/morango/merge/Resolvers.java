package org.morango.merge;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.morango.record.RecordHistory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Strategies without parameters. */
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

        @Override
        public boolean staysDeleted(Conflict conflict, boolean oursIsDeleted) {
            return !oursIsDeleted;
        }

        @Override
        public boolean forgetsUnsyncedDeletion() {
            return true;
        }
    },

    FIELD_BY_FIELD {
        @Override
        public ObjectNode resolve(Conflict conflict) {
            ObjectNode merged = JsonOrder.object();
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

        @Override
        public boolean usesChangeTimes() {
            return true;
        }

        @Override
        public boolean staysDeleted(Conflict conflict, boolean oursIsDeleted) {
            long ours = conflict.oursChanged().state();
            long theirs = conflict.theirsChanged().state();
            long deleted = oursIsDeleted ? ours : theirs;
            long made = oursIsDeleted ? theirs : ours;
            return deleted == 0 || made <= deleted;
        }
    };

    private static @Nullable JsonNode pick(Conflict conflict, String name) {
        JsonNode ours = conflict.ours().get(name);
        JsonNode theirs = conflict.theirs().get(name);
        long oursTime = conflict.oursChanged().of(name);
        long theirsTime = conflict.theirsChanged().of(name);
        if (oursTime > 0 && theirsTime > 0 && oursTime != theirsTime) {
            return oursTime > theirsTime ? ours : theirs;
        }
        ObjectNode ancestor = conflict.ancestor();
        if (ancestor != null) {
            JsonNode before = ancestor.get(name);
            if (JsonOrder.compare(ours, before) == 0) {
                return theirs;
            }
            if (JsonOrder.compare(theirs, before) == 0) {
                return ours;
            }
        }
        int order = Long.compare(oursTime, theirsTime);
        return (order == 0 ? JsonOrder.compare(ours, theirs) : order) >= 0 ? ours : theirs;
    }

    /**
     * Returns whether a merged content loses nothing of one side: it has each value of that side, or the other side has
     * changed the value and knew it.
     *
     * @param side the content of that side; {@code times} says when its values were changed
     * @param other the history of the other side
     */
    static boolean losesNothing(
            ObjectNode side, ChangeTimes times, ObjectNode merged, @Nullable ObjectNode ancestor, RecordHistory other) {
        return side.propertyNames().stream()
                .allMatch(name -> JsonOrder.compare(side.get(name), merged.get(name)) == 0
                        || (ancestor != null && JsonOrder.compare(side.get(name), ancestor.get(name)) == 0)
                        || times.isKnownTo(name, other));
    }
}
