package org.morango.hibernate.internal.pipeline;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.model.RecordContent;
import org.morango.hibernate.internal.model.RowIdentity;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.UnfitException;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.hibernate.mapping.Syncable;
import org.morango.internal.text.LogText;
import org.morango.record.Ids;
import tools.jackson.databind.node.ObjectNode;

/** Compares the partition and source id of new records with those that follow from their contents. */
final class TemplatePlaces {
    private final SyncableModel model;

    TemplatePlaces(SyncableModel model) {
        this.model = model;
    }

    /**
     * Finds the records whose place does not fit their content.
     *
     * @param received the received contents, by id, of records that are written with other contents
     * @return the reasons by id
     */
    Map<String, Reason> misplaced(Collection<PageItem> items, Map<String, String> received) {
        Map<String, Reason> found = new HashMap<>();
        for (PageItem item : items) {
            if (!item.exists()) {
                // An adapter or a hook of the application may change anything, so the other contents count as well.
                List<String> wrong = Stream.of(item.content(), item.row().serialized(), received.get(item.id()))
                        .filter(Objects::nonNull)
                        .map(content -> String.valueOf(wrong(item.row(), RecordContent.members(content))))
                        .toList();
                if (!wrong.contains("null")) {
                    found.put(item.id(), Reason.of(wrong.get(0)));
                }
            }
        }
        return found;
    }

    /**
     * Checks that a row still belongs to the partition of its record, which never changes.
     *
     * @throws UnfitException if it does not
     */
    void checkStays(RecordContent content) {
        String now = strayed(content);
        if (now != null) {
            throw UnfitException.unplaceable("Its record is in partition " + content.partition()
                    + ", and its values say " + now
                    + " now. A record stays where it was made: set the values back, or remove"
                    + " the row and persist a new one. With @Syncable(movable = true), it is sent as it is.");
        }
    }

    /** Returns the partition that a content says if it is not the one it is placed in; null if it is. */
    @Nullable
    String strayed(RecordContent content) {
        if (isMovable(model)) {
            return null;
        }
        String filled =
                Objects.requireNonNull(model.partition()).fill(Roots.of(content.partition()), content.members());
        String now = filled == null ? "none" : Ids.partition(filled, content.id());
        return now.equals(content.partition()) ? null : now;
    }

    /** Returns whether its records stay in their partitions whatever their contents become. */
    static boolean isMovable(SyncableModel model) {
        Syncable syncable = model.entityClass().getAnnotation(Syncable.class);
        return syncable != null && syncable.movable();
    }

    /** Returns what is wrong with the place of a content; null if nothing is. */
    private @Nullable String wrong(StoreRow row, ObjectNode content) {
        String filled;
        try {
            filled = Objects.requireNonNull(model.partition()).fill(Roots.of(row.partition), content);
        } catch (UnfitException e) {
            return "its partition cannot be compared: " + e.reason();
        }
        String own = filled == null ? "none" : Ids.partition(filled, row.id);
        if (!own.equals(row.partition)) {
            return "its partition is \"" + LogText.plain(row.partition) + "\", but that of its content is \""
                    + LogText.plain(own)
                    + "\": a peer may have tried to write where its certificate does not allow it, or"
                    + " has another partition in @Syncable.";
        }
        return isFitting(row, content)
                ? null
                : "its source id \"" + LogText.plain(row.sourceId) + "\" does not follow from its"
                        + " natural attributes: a peer may have another identity in @Syncable.";
    }

    private boolean isFitting(StoreRow row, ObjectNode content) {
        return model.identity() != RowIdentity.NATURAL || row.sourceId.equals(RecordContent.natural(model, content));
    }
}
