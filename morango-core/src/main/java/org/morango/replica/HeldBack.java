package org.morango.replica;

import org.jspecify.annotations.Nullable;

/**
 * A local record that is not sent, with the reason.
 *
 * @param id as the row has it: it need not be the id of a record
 * @param attribute the attribute that is wrong; null if it is not a single one, or is unknown
 * @param reason what is wrong and what to do, for people
 * @param size the size of the record in bytes; null if the size is not the reason
 */
public record HeldBack(
        String profile,
        String modelName,
        String id,
        HeldBackKind kind,
        @Nullable String attribute,
        String reason,
        @Nullable Long size) {}
