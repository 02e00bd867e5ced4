package org.morango.hibernate.internal.pipeline;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.model.EntityWriter;
import org.morango.hibernate.internal.model.Match;
import org.morango.hibernate.internal.model.Member;
import org.morango.hibernate.internal.model.RecordContent;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.pipeline.DeserializeStage.Refusal;
import org.morango.internal.text.LogText;
import tools.jackson.databind.node.ObjectNode;

/** Finds the rows that are not synced and to which the records of a page refer by values. */
final class MatchedRows {
    private final SyncableModel model;
    private final EntityWriter entities;

    MatchedRows(SyncableModel model, EntityWriter entities) {
        this.model = model;
        this.entities = entities;
    }

    /**
     * Returns the records with the rows that were found, with one query for each reference and 64 values.
     *
     * @param refused receives those that wait for a row
     */
    Map<String, PageItem> find(Map<String, PageItem> items, List<Refusal> refused) {
        if (model.matched().isEmpty()) {
            return items;
        }
        entities.match(items.values().stream().map(PageItem::values).toList());
        Map<String, PageItem> found = new LinkedHashMap<>();
        for (PageItem item : items.values()) {
            List<Member> missing = model.matched().stream()
                    .filter(reference -> reference.isUnmatched(item.values().get(reference.attribute())))
                    .toList();
            Member awaited = missing.stream()
                    .filter(reference -> !reference.orNull())
                    .findFirst()
                    .orElse(null);
            if (awaited != null) {
                refused.add(new Refusal(item.row(), reason(awaited, item)));
            } else {
                found.put(item.id(), missing.isEmpty() ? item : without(item, missing));
            }
        }
        return found;
    }

    private static Reason reason(Member reference, PageItem item) {
        Match match = Objects.requireNonNull(reference.match());
        return Reason.waiting("it refers by " + reference.name() + " to "
                + match.target().getSimpleName() + " "
                + LogText.plain(String.valueOf(item.values().get(reference.attribute())))
                + ", which is not here");
    }

    /** Returns the record without these references. The differences from its content do not count as changes. */
    private static PageItem without(PageItem item, List<Member> missing) {
        Map<String, @Nullable Object> fewer = new HashMap<>(item.values());
        ObjectNode adapted = RecordContent.members(item.adapted() == null ? "{}" : item.adapted());
        for (Member reference : missing) {
            fewer.put(reference.attribute(), null);
            reference.names().forEach(adapted::putNull);
        }
        return new PageItem(
                item.row(), item.key(), item.before(), item.content(), adapted.toString(), fewer, item.unmet());
    }
}
