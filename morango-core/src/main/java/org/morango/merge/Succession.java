package org.morango.merge;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.morango.record.Ids;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a content says of a move of its record to another partition. The record is hard-deleted in the old partition, and
 * that deletion names the record that continues it, its successor. The successor names its predecessor. See
 * docs/protocol.md, "Moves".
 *
 * @param predecessor the id of the record that this one continues; null if it continues none
 * @param successors the ids of the records that continue this one, at most {@value #MAX}; the lowest is the one that
 *     stays, the others came from moves at the same time
 * @param isEnded whether the record was deleted as well, by a peer that had not seen the move
 */
public record Succession(@Nullable String predecessor, SortedSet<String> successors, boolean isEnded) {
    private static final int MAX = 16;
    private static final String PREDECESSOR = "_morango_predecessor";
    private static final String SUCCESSORS = "_morango_successors";
    private static final String ENDED = "_morango_ended";

    /** The record has not moved. */
    public static final Succession NONE = new Succession(null, new TreeSet<>(), false);

    public Succession {
        SortedSet<String> few = new TreeSet<>();
        successors.stream().limit(MAX).forEach(few::add);
        successors = Collections.unmodifiableSortedSet(few);
    }

    /** Returns whether a content, also one that is stored in a short form, may say something of a move. */
    public static boolean isMentionedIn(String content) {
        return content.contains(PREDECESSOR) || content.contains(SUCCESSORS);
    }

    /** Reads a content. Anything that is not the id of a record is left out: a peer may have sent anything. */
    public static Succession of(String content) {
        ObjectNode members = isMentionedIn(content) ? JsonOrder.parseObject(content) : null;
        if (members == null) {
            return NONE;
        }
        SortedSet<String> successors = new TreeSet<>();
        JsonNode listed = members.path(SUCCESSORS);
        for (int i = 0; i < Math.min(listed.size(), MAX); i++) {
            String id = id(listed.path(i));
            if (id != null) {
                successors.add(id);
            }
        }
        return new Succession(
                id(members.path(PREDECESSOR)), successors, members.path(ENDED).booleanValue(false));
    }

    private static @Nullable String id(JsonNode node) {
        String id = node.stringValue("");
        return Ids.isId(id) ? id : null;
    }

    /** Returns whether the record has moved. */
    public boolean hasMoved() {
        return !successors.isEmpty();
    }

    /** Returns the id of the record that continues this one; null if it has not moved. */
    public @Nullable String successor() {
        return successors.isEmpty() ? null : successors.first();
    }

    /** Returns this one, with more records that continue it. */
    public Succession movedTo(Collection<String> others) {
        SortedSet<String> all = new TreeSet<>(successors);
        all.addAll(others);
        return new Succession(predecessor, all, isEnded);
    }

    /** Returns this one, ended. */
    public Succession ended() {
        return new Succession(predecessor, successors, true);
    }

    /** Returns what both say. */
    Succession and(Succession other) {
        Succession both = movedTo(other.successors);
        return new Succession(
                predecessor == null ? other.predecessor : predecessor, both.successors, isEnded || other.isEnded);
    }

    /** Returns the content of the hard-deleted record: ids of records, and nothing of what it was. */
    public String deletedContent() {
        ObjectNode content = JsonOrder.object();
        if (predecessor != null) {
            content.put(PREDECESSOR, predecessor);
        }
        putMove(content);
        return JsonOrder.render(content);
    }

    private void putMove(ObjectNode content) {
        if (!successors.isEmpty()) {
            ArrayNode listed = content.putArray(SUCCESSORS);
            successors.forEach(listed::add);
        }
        if (isEnded) {
            content.put(ENDED, true);
        }
    }

    /**
     * Returns the content of a record that was changed by a peer that had not seen its move. It stays alive until a peer
     * that has the successor as well merges the change there.
     */
    String awaited(String content) {
        return with(content, this::putMove);
    }

    /** Returns a content that says nothing of moves but that its record continues another one. */
    public static String continuing(String content, @Nullable String predecessor) {
        return with(content, members -> {
            List.of(PREDECESSOR, SUCCESSORS, ENDED).forEach(members::remove);
            if (predecessor != null) {
                members.put(PREDECESSOR, predecessor);
            }
        });
    }

    private static String with(String content, Consumer<ObjectNode> change) {
        ObjectNode members = JsonOrder.parseObject(content);
        if (members == null) {
            return content;
        }
        change.accept(members);
        return JsonOrder.render(members);
    }
}
