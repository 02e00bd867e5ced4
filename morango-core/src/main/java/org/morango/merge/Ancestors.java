package org.morango.merge;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.morango.record.RecordHistory;
import org.morango.record.RecordVersion;
import org.morango.record.SyncRecord;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * Earlier contents of a record that its current content was made from, newest first. If the current content is a change
 * made here, the ancestors are the content before it and those before earlier changes here, back to the content that
 * was received; another peer's content may have been made from one of them. If the current content was merged or
 * received, the ancestor is the content of the application's row until the new one is written there. Stored in a column
 * that is not sent.
 */
public record Ancestors(List<State> states) {
    private static final int MAX = 4;

    /** Version of a content that counts only for changes of the application's row; no history knows it. */
    private static final RecordVersion NO_VERSION = new RecordVersion("", 0);

    /** No known contents. */
    public static final Ancestors NONE = new Ancestors(List.of());

    /** One version of the record. */
    public record State(RecordVersion version, String content) {}

    /** Returns the ancestors of a pending record: the content that the application's row has. */
    public static Ancestors ofRow(String content) {
        return new Ancestors(List.of(new State(NO_VERSION, content)));
    }

    /**
     * Returns the ancestors of a record that replaces another one by a merge.
     *
     * @param before the record before the merge
     * @param ancestors its ancestors
     * @param waits whether it is pending
     */
    public static Ancestors afterMerge(SyncRecord before, Ancestors ancestors, boolean waits) {
        if (waits) {
            return ancestors;
        }
        return before.deleted() ? NONE : ofRow(before.serialized());
    }

    /** Returns the ancestors after a change here to that version of the record. */
    public Ancestors beforeChange(SyncRecord before, String instance) {
        if (before.deleted()) {
            return NONE;
        }
        List<State> newer = new ArrayList<>();
        newer.add(new State(before.version(), before.serialized()));
        // Contents older than a received version are not kept: the received one is the nearer ancestor.
        if (before.version().instance().equals(instance)) {
            states.stream().filter(state -> !state.version().equals(NO_VERSION)).forEach(newer::add);
        }
        if (newer.size() > MAX) {
            newer.remove(MAX - 1);
        }
        return new Ancestors(List.copyOf(newer));
    }

    /** Returns the newest content that a record with that history was made from too; null if none is known. */
    public @Nullable String commonWith(RecordHistory theirs) {
        return states.stream()
                .filter(state -> theirs.knows(state.version()))
                .map(State::content)
                .findFirst()
                .orElse(null);
    }

    /**
     * Returns the content that the application's row had before a change made while the record was pending; null if not
     * known.
     */
    public @Nullable String ofRow() {
        return states.isEmpty() ? null : states.get(0).content();
    }

    /** Returns the text form for storage; null if there are no ancestors. */
    public @Nullable String encode() {
        if (states.isEmpty()) {
            return null;
        }
        ArrayNode array = JsonOrder.array();
        for (State state : states) {
            array.addArray()
                    .add(state.version().instance())
                    .add(state.version().counter())
                    .add(state.content());
        }
        return JsonOrder.render(array);
    }

    /** Reads the result of {@link #encode()}; null is {@link #NONE}. */
    public static Ancestors decode(@Nullable String text) {
        JsonNode array = text == null ? null : JsonOrder.parse(text);
        if (array == null) {
            return NONE;
        }
        return new Ancestors(array.valueStream()
                .map(state -> new State(
                        new RecordVersion(
                                state.get(0).stringValue(), state.get(1).longValue()),
                        state.get(2).stringValue()))
                .toList());
    }
}
