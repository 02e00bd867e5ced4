package org.morango.hibernate;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** What to do with a record that cannot be written. */
public final class Remedy {
    private static final Remedy LEAVE = new Remedy(false, null);
    private static final Remedy TRY_AGAIN = new Remedy(true, null);

    private final boolean isTriedAgain;
    private final @Nullable ObjectNode content;

    private Remedy(boolean isTriedAgain, @Nullable ObjectNode content) {
        this.isTriedAgain = isTriedAgain;
        this.content = content;
    }

    /** Leaves it in the store, with its reason, until the next sync. */
    public static Remedy leave() {
        return LEAVE;
    }

    /** Tries again to write it as it was received, now that something else has changed. */
    public static Remedy tryAgain() {
        return TRY_AGAIN;
    }

    /**
     * Tries to write it with other content. If that succeeds, the row counts as changed here, so that the new content
     * travels with the next sync.
     */
    public static Remedy tryAgainWith(ObjectNode content) {
        return new Remedy(true, content.deepCopy());
    }

    public boolean isTriedAgain() {
        return isTriedAgain;
    }

    /** What to write instead of what was received. */
    public Optional<ObjectNode> content() {
        return Optional.ofNullable(content);
    }
}
