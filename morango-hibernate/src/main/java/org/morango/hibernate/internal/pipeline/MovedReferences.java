package org.morango.hibernate.internal.pipeline;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.StatelessSession;
import org.morango.hibernate.internal.model.RecordContent;
import org.morango.hibernate.internal.model.StatedReferences;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.store.StoreRecords;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.merge.Ancestors;

/**
 * Leaves the references of records as they are stated where only the records that they lead to have moved. The row
 * refers to the same row as before, so it has not changed.
 */
final class MovedReferences {
    private final SyncableModel model;
    private final Map<String, String> stated = new HashMap<>();

    private MovedReferences(SyncableModel model) {
        this.model = model;
    }

    /**
     * Returns the contents of rows with the references of their records.
     *
     * @param stored the records of the rows, by key
     * @param pending the ids of those that are pending
     */
    static List<RecordContent> asStated(
            StatelessSession session,
            SyncableModel model,
            List<RecordContent> contents,
            Map<String, StoreRow> stored,
            Set<String> pending) {
        MovedReferences references = new MovedReferences(model);
        Set<String> dropped = new HashSet<>();
        for (RecordContent content : contents) {
            StoreRow row = stored.get(content.key());
            if (row != null) {
                references.compare(content, pending.contains(row.id) ? ofRow(row) : row.serialized(), dropped);
            }
        }
        return dropped.isEmpty() ? contents : references.replace(session, contents, dropped);
    }

    /** Returns the content that is in the row of a pending record. */
    private static String ofRow(StoreRow row) {
        String ancestor = Ancestors.decode(row.ancestors).ofRow();
        return ancestor == null ? row.serialized() : ancestor;
    }

    /** Notes the ids to which a record refers and its row does not. */
    private void compare(RecordContent content, String before, Set<String> dropped) {
        Set<String> now = StatedReferences.ids(content.members(), model);
        if (now.stream().anyMatch(id -> !before.contains(id))) {
            Set<String> then = StatedReferences.ids(RecordContent.members(before), model);
            then.removeAll(now);
            if (!then.isEmpty()) {
                stated.put(content.key(), before);
                dropped.addAll(then);
            }
        }
    }

    private List<RecordContent> replace(StatelessSession session, List<RecordContent> contents, Set<String> dropped) {
        Map<String, String> successors = new HashMap<>();
        StoreRecords.followed(session, StoreRecords.load(session, dropped))
                .forEach((id, successor) -> successors.put(id, successor.id));
        return successors.isEmpty()
                ? contents
                : contents.stream()
                        .map(content -> stated.containsKey(content.key())
                                ? content.withReferencesOf(stated.get(content.key()), model, successors)
                                : content)
                        .toList();
    }
}
