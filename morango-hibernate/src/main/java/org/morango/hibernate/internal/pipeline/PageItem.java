package org.morango.hibernate.internal.pipeline;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.model.CollectionMember;
import org.morango.hibernate.internal.model.CollectionMember.Elements;
import org.morango.hibernate.internal.model.EntityWriter;
import org.morango.hibernate.internal.model.Member;
import org.morango.hibernate.internal.model.RecordContent;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.store.StoreRow;
import tools.jackson.databind.node.ObjectNode;

/**
 * A record that will be written.
 *
 * @param key the key of its row; null if the row is given one when it is inserted
 * @param before its current row; null if there is none
 * @param content the content to be written, as JSON
 * @param adapted the members in which its row differs from the record's content, as JSON; null if there are none
 * @param values the values to be written, by attribute
 * @param unmet why the record has to be written again, because a record that it refers to is not there yet; null if it
 *     need not
 */
record PageItem(
        StoreRow row,
        @Nullable Object key,
        EntityWriter.@Nullable Existing before,
        String content,
        @Nullable String adapted,
        Map<String, @Nullable Object> values,
        @Nullable Reason unmet) {

    String id() {
        return row.id;
    }

    boolean exists() {
        return before != null;
    }

    boolean isWhole() {
        return unmet == null;
    }

    /** Returns whether its row refers to itself. */
    boolean refersToItself(SyncableModel model) {
        return model.ownReferences().stream().anyMatch(reference -> id().equals(values.get(reference.attribute())));
    }

    /** Returns the records of its own model that it refers to or lists. */
    Stream<String> ownTargets(SyncableModel model) {
        Stream<String> references = model.ownReferences().stream()
                .map(reference -> values.get(reference.attribute()))
                .filter(String.class::isInstance)
                .map(String.class::cast);
        Stream<String> links = model.links().stream()
                .filter(link -> link.refersTo(model))
                .map(link -> values.get(link.attribute()))
                .filter(Elements.class::isInstance)
                .flatMap(elements -> ((Elements) elements).ids().stream());
        return Stream.concat(references, links);
    }

    /**
     * Returns the item without references to missing records. The row keeps its current references. They are noted as
     * differences from the record's content, so that they do not count as a change.
     *
     * @param missing the ids of the missing records, by attribute
     */
    PageItem without(SyncableModel model, Map<String, Set<String>> missing, Reason reason) {
        Map<String, @Nullable Object> fewer = new HashMap<>(values);
        ObjectNode kept = adapted == null ? RecordContent.members("{}") : RecordContent.members(adapted);
        for (Member member : model.references()) {
            if (missing.containsKey(member.attribute())) {
                Object value = before == null ? null : before.values().get(member.attribute());
                fewer.put(member.attribute(), value);
                member.names().forEach(name -> kept.set(name, member.toJson(value)));
            }
        }
        for (CollectionMember link : model.links()) {
            Set<String> ids = missing.get(link.attribute());
            if (ids != null && fewer.get(link.attribute()) instanceof Elements elements) {
                Elements present = link.without(elements, ids);
                fewer.put(link.attribute(), present);
                link.names().forEach(name -> kept.set(name, present.json()));
            }
        }
        return new PageItem(row, key, before, content, kept.toString(), fewer, reason);
    }
}
