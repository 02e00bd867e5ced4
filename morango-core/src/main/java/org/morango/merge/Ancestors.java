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
 * Contents that the current one of a record was made from, newest first. Of a change made here these are the one before it
 * and those of the changes before, back to what was received: one of them may be what another peer's content was made from
 * as well. Of a merged or a received content it is the one that the application's row has until that is written there.
 * In a column that does not travel.
 */
public record Ancestors(List<State> states) {
    private static final int MAX = 4;

    /** Of contents that count for changes of the application's row only: no history knows it. */
    private static final RecordVersion NO_VERSION = new RecordVersion("", 0);

    /** No content is known. */
    public static final Ancestors NONE = new Ancestors(List.of());

    /** One version of the record. */
    public record State(RecordVersion version, String content) {}

    /** The content that the application's row has while another one waits to be written there. */
    public static Ancestors ofRow(String content) {
        return new Ancestors(List.of(new State(NO_VERSION, content)));
    }

    /**
     * Those of a record that takes the place of another one by a merge.
     *
     * @param before the record before
     * @param ancestors its ancestors
     * @param waits whether it waits to be written into the application's table
     */
    public static Ancestors afterMerge(SyncRecord before, Ancestors ancestors, boolean waits) {
        if (waits) {
            return ancestors;
        }
        return before.deleted() ? NONE : ofRow(before.serialized());
    }

    /** Those after a change here that is made from that version of the record. */
    public Ancestors beforeChange(SyncRecord before, String instance) {
        if (before.deleted()) {
            return NONE;
        }
        List<State> newer = new ArrayList<>();
        newer.add(new State(before.version(), before.serialized()));
        // What was received before a received version is older than it: that one is the nearer ancestor.
        if (before.version().instance().equals(instance)) {
            states.stream().filter(state -> !state.version().equals(NO_VERSION)).forEach(newer::add);
        }
        if (newer.size() > MAX) {
            newer.remove(MAX - 1);
        }
        return new Ancestors(List.copyOf(newer));
    }

    /** The nearest content that a record with that history was made from too; null if none is known. */
    public @Nullable String commonWith(RecordHistory theirs) {
        return states.stream()
                .filter(state -> theirs.knows(state.version()))
                .map(State::content)
                .findFirst()
                .orElse(null);
    }

    /** The content that the application's row had before a change, while the record waited; null if it is not known. */
    public @Nullable String ofRow() {
        return states.isEmpty() ? null : states.get(0).content();
    }

    /** The text form for storage; null for none. */
    public @Nullable String encode() {
        if (states.isEmpty()) {
            return null;
        }
        ArrayNode array = Values.array();
        for (State state : states) {
            array.addArray()
                    .add(state.version().instance())
                    .add(state.version().counter())
                    .add(state.content());
        }
        return Values.render(array);
    }

    /** Reads what {@link #encode()} wrote. */
    public static Ancestors decode(@Nullable String text) {
        JsonNode array = text == null ? null : Values.parse(text);
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
