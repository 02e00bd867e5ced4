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
 * The contents that the current one of a record was made from, newest first: those that another peer may have made its own
 * from as well. These are the one that was received last, and those before the last changes here, of which nobody knows
 * whether they have reached another peer. Kept until the record is merged or replaced, in a column that does not travel.
 */
public record Ancestors(List<State> states) {
    private static final int MAX = 4;

    /** No content is known. */
    public static final Ancestors NONE = new Ancestors(List.of());

    /** One version of the record. */
    public record State(RecordVersion version, String content) {}

    /** The content that a received one replaces. */
    public static Ancestors replaced(SyncRecord before) {
        return before.deleted() ? NONE : new Ancestors(List.of(state(before)));
    }

    /** These, after a change here that is made from that version of the record. */
    public Ancestors beforeChange(SyncRecord before, String instance) {
        if (before.deleted()) {
            return NONE;
        }
        if (!before.version().instance().equals(instance) || states.isEmpty()) {
            // What was received before a received version is older than it: that one is the nearer ancestor.
            return replaced(before);
        }
        List<State> newer = new ArrayList<>();
        newer.add(state(before));
        newer.addAll(states);
        if (newer.size() > MAX) {
            newer.remove(MAX - 1);
        }
        return new Ancestors(List.copyOf(newer));
    }

    private static State state(SyncRecord rec) {
        return new State(rec.version(), rec.serialized());
    }

    /** The nearest content that a record with that history was made from too; null if none is known. */
    public @Nullable String commonWith(RecordHistory theirs) {
        return states.stream()
                .filter(state -> theirs.knows(state.version()))
                .map(State::content)
                .findFirst()
                .orElse(null);
    }

    /** The newest content; null if there is none. */
    public @Nullable String newest() {
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
