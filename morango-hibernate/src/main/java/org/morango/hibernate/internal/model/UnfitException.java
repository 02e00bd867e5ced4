package org.morango.hibernate.internal.model;

import org.jspecify.annotations.Nullable;
import org.morango.replica.HeldBackKind;

/** Thrown if a row cannot become a record. Names the attribute at fault and the reason. */
public final class UnfitException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final HeldBackKind kind;

    private final @Nullable String attribute;

    private final @Nullable Long size;

    /** Returns the exception for a row whose source id or partition cannot be found. */
    public static UnfitException unplaceable(String reason) {
        return new UnfitException(HeldBackKind.UNFIT, null, reason);
    }

    UnfitException(HeldBackKind kind, @Nullable String attribute, String reason) {
        this(kind, attribute, reason, null);
    }

    UnfitException(HeldBackKind kind, @Nullable String attribute, String reason, @Nullable Long size) {
        super(reason);
        this.kind = kind;
        this.attribute = attribute;
        this.size = size;
    }

    /** Returns the exception for a row whose id another model's record has already. */
    public static UnfitException sameId(String profile, String modelName) {
        return new UnfitException(
                HeldBackKind.SAME_ID,
                null,
                "Model " + modelName + " of profile " + profile
                        + " has a record of the same id, and an id is that of one"
                        + " record only. Give this row an id of its own, and refer to the other by an attribute.");
    }

    /** Returns the exception for a row whose record has another partition or source id, which never change. */
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

    /** Returns the attribute at fault; null if there is not a single one. */
    public @Nullable String attribute() {
        return attribute;
    }

    /** Returns the record's size in bytes; null if the size is not the reason. */
    public @Nullable Long size() {
        return size;
    }

    /** Returns what is wrong and what to do. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
