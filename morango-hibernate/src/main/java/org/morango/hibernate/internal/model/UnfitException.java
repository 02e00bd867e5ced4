package org.morango.hibernate.internal.model;

import org.jspecify.annotations.Nullable;
import org.morango.replica.HeldBackKind;

/** A row cannot become a record: which attribute is wrong, and what is wrong with it. */
public final class UnfitException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final HeldBackKind kind;

    private final @Nullable String attribute;

    private final @Nullable Long size;

    UnfitException(HeldBackKind kind, @Nullable String attribute, String reason) {
        this(kind, attribute, reason, null);
    }

    UnfitException(HeldBackKind kind, @Nullable String attribute, String reason, @Nullable Long size) {
        super(reason);
        this.kind = kind;
        this.attribute = attribute;
        this.size = size;
    }

    /** Another model has a record of the row's id already. */
    public static UnfitException sameId(String profile, String modelName) {
        return new UnfitException(
                HeldBackKind.SAME_ID,
                null,
                "Model " + modelName + " of profile " + profile
                        + " has a record of the same id, and an id is that of one"
                        + " record only. Give this row an id of its own, and refer to the other by an attribute.");
    }

    /** The row's record has another partition or source id, and these never change. */
    public static UnfitException otherPlace(String sourceId, String partition) {
        return new UnfitException(
                HeldBackKind.SAME_ID,
                null,
                "The record of its id has the source id " + sourceId + " and belongs to partition " + partition
                        + ", which never change. Remove the row, and persist a new one under another id.");
    }

    public HeldBackKind kind() {
        return kind;
    }

    /** The attribute that is wrong; null if it is not a single one. */
    public @Nullable String attribute() {
        return attribute;
    }

    /** The record's size in bytes, if that is what is wrong. */
    public @Nullable Long size() {
        return size;
    }

    /** What is wrong and what to do. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
