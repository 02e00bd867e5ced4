package org.morango.replica;

import org.jspecify.annotations.Nullable;

/**
 * A record that is not sent, and why.
 *
 * @param id as the row has it: it need not be that of a record
 * @param attribute the attribute that is wrong; null if it is not a single one, or is unknown
 * @param reason what is wrong and what to do, for people
 * @param size the size of the record in bytes; null if that is not what is wrong
 */
public record HeldBack(
        String profile,
        String modelName,
        String id,
        HeldBackKind kind,
        @Nullable String attribute,
        String reason,
        @Nullable Long size) {}
