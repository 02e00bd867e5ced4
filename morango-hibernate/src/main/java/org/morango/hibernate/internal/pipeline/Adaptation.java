package org.morango.hibernate.internal.pipeline;

import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.hook.RecordAdapter;
import org.morango.hibernate.internal.model.CollectionMember;
import org.morango.hibernate.internal.model.Member;
import org.morango.hibernate.internal.model.RecordContent;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.store.Database;
import org.morango.record.Filter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/** Calls the application's adapter for records before they are written. */
record Adaptation(SyncableModel model, RecordAdapter adapter, Filter filter) {

    /**
     * A record as it will be written.
     *
     * @param changes the adapted members with their new values; null if there are none
     */
    record Adapted(String content, @Nullable String changes) {}

    /**
     * Adapts a record's content.
     *
     * @throws IllegalArgumentException if the adapter fails
     */
    Adapted adapt(String serialized) {
        ObjectNode before = RecordContent.members(serialized);
        ObjectNode after = before.deepCopy();
        // The adapter may throw anything. That must not stop other records.
        try {
            adapter.adapt(after, filter);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("the application's adapter has failed: " + Database.reason(e));
        }
        ObjectNode changes = changes(before, after);
        if (changes.isEmpty()) {
            return new Adapted(serialized, null);
        }
        Stream.concat(
                        model.members().stream().map(Member::names),
                        model.collections().stream().map(CollectionMember::names))
                .forEach(names -> adaptAll(names, changes));
        return new Adapted(before.setAll(changes).toString(), changes.toString());
    }

    private static ObjectNode changes(ObjectNode before, ObjectNode after) {
        ObjectNode changes = before.objectNode();
        for (String name : after.propertyNames()) {
            if (!after.get(name).equals(before.get(name))) {
                changes.set(name, after.get(name));
            }
        }
        for (String name : before.propertyNames()) {
            if (!after.has(name)) {
                changes.set(name, NullNode.getInstance());
            }
        }
        return changes;
    }

    /** Adapts a member under all its names. */
    private static void adaptAll(Collection<String> names, ObjectNode changes) {
        List<String> changed = names.stream().filter(changes::has).toList();
        if (!changed.isEmpty()) {
            JsonNode value = changes.get(changed.get(0));
            names.forEach(name -> changes.set(name, value));
        }
    }
}
