package org.morango.hibernate.internal.pipeline;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.model.Member;
import org.morango.hibernate.internal.model.PartitionTemplate;
import org.morango.hibernate.internal.model.RecordContent;
import org.morango.hibernate.internal.model.RowIdentity;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.UnfitException;
import org.morango.hibernate.internal.pipeline.Identities.Place;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.hibernate.mapping.Moves;
import org.morango.hibernate.mapping.Syncable;
import org.morango.internal.text.LogText;
import org.morango.record.Ids;
import org.morango.record.RecordIdRule;
import tools.jackson.databind.node.ObjectNode;

/** The partitions and source ids that follow from the contents of records, compared with those that they have. */
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
     * Returns the place to which the record of a row moves; null if it stays where it is.
     *
     * @param content the row, placed where its record is
     * @param isAsked whether the record is not to stay where another accepted template puts it
     * @throws UnfitException if its values give it no place
     */
    @Nullable
    Place moved(RecordContent content, StoreRow rec, boolean isAsked) {
        if (moves(model) == Moves.STAY || (!isAsked && isAccepted(rec, content.members()))) {
            return null;
        }
        Place place = place(content.members(), rec);
        if (place != null && rec.adapted != null) {
            // What an adapter has put into the row does not say where the record belongs.
            String own = content.withoutAdapted(rec, model).mergedInto(rec.serialized(), model);
            place = place(RecordContent.members(own), rec);
        }
        return place;
    }

    /** Returns whether the values of a row say the place of that record. */
    boolean isAt(RecordContent content, StoreRow rec) {
        return place(content.members(), rec) == null;
    }

    private boolean isAccepted(StoreRow rec, ObjectNode content) {
        return Objects.requireNonNull(model.partition())
                        .accepts(Roots.of(rec.partition), content, rec.id, rec.partition)
                && isFitting(rec, content);
    }

    private @Nullable Place place(ObjectNode members, StoreRow rec) {
        PartitionTemplate template = Objects.requireNonNull(model.partition());
        String filled = template.fill(Roots.of(rec.partition), members);
        String natural = model.identity() == RowIdentity.NATURAL ? RecordContent.natural(model, members) : rec.sourceId;
        if (filled == null || natural == null) {
            throw UnfitException.unplaceable("Its record is in partition " + rec.partition
                    + ", and its values say none now, because a part of its partition or of its natural identity is null"
                    + " or empty. Set it.");
        }
        if (Ids.partition(filled, rec.id).equals(rec.partition) && natural.equals(rec.sourceId)) {
            return null;
        }
        // Peers that move the same record to the same place at the same time make the same record of it. A number that
        // is given anew by each move never leads back to a record that was deleted.
        String sourceId = model.isNumberedHere() ? rec.id : natural;
        String id = RecordIdRule.HASH.id(filled, sourceId, model.name());
        return new Place(id, sourceId, Ids.partition(filled, id));
    }

    /** Returns the partition that a content says if it is not the one it is placed in; null if it is. */
    @Nullable
    String strayed(RecordContent content) {
        PartitionTemplate template = Objects.requireNonNull(model.partition());
        String root = Roots.of(content.partition());
        if (stays(model) || template.accepts(root, content.members(), content.id(), content.partition())) {
            return null;
        }
        String filled = template.fill(root, content.members());
        String now = filled == null ? "none" : Ids.partition(filled, content.id());
        return now.equals(content.partition()) ? null : now;
    }

    /** Returns the members from which the place of a model's records follows, as long as they move with them. */
    static Set<Member> members(SyncableModel model) {
        Set<Member> members = new HashSet<>();
        PartitionTemplate template = model.partition();
        if (template != null && !stays(model)) {
            members.addAll(template.members());
            members.addAll(model.natural());
        }
        return members;
    }

    /** Returns whether its records stay in their partitions whatever their contents become. */
    static boolean stays(SyncableModel model) {
        return moves(model) == Moves.STAY;
    }

    static Moves moves(SyncableModel model) {
        Syncable syncable = model.entityClass().getAnnotation(Syncable.class);
        return syncable == null ? Moves.FOLLOW : syncable.moves();
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
        if (!own.equals(row.partition) && !isAccepted(row, content)) {
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
