package org.morango.hibernate.hook;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The application's decision about a record that cannot be written. */
public final class Remedy {
    private static final Remedy LEAVE = new Remedy(false, null);
    private static final Remedy TRY_AGAIN = new Remedy(true, null);

    private final boolean isTriedAgain;
    private final @Nullable ObjectNode content;

    private Remedy(boolean isTriedAgain, @Nullable ObjectNode content) {
        this.isTriedAgain = isTriedAgain;
        this.content = content;
    }

    /** Leaves the record in the store, with its reason, until the next sync. */
    public static Remedy leave() {
        return LEAVE;
    }

    /** Tries again to write the record as it was received, after the hook has changed something else. */
    public static Remedy tryAgain() {
        return TRY_AGAIN;
    }

    /**
     * Tries to write the record with other content. If that succeeds, the row counts as changed here, so that the new
     * content travels with the next sync.
     */
    public static Remedy tryAgainWith(ObjectNode content) {
        return new Remedy(true, content.deepCopy());
    }

    public boolean isTriedAgain() {
        return isTriedAgain;
    }

    /** Returns the content to write in place of the received one. */
    public Optional<ObjectNode> content() {
        return Optional.ofNullable(content);
    }
}
