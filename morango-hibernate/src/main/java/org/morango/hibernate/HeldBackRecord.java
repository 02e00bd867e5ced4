package org.morango.hibernate;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.morango.replica.HeldBackKind;

/**
 * A row or record of this database that is not sent.
 *
 * @param id as the row has it: it need not be that of a record
 * @param entity the entity whose row it is; null if the application has none for it
 * @param isStored whether it is a record of the store that cannot be sent, rather than a row that cannot become a record
 * @param attribute the attribute that is wrong; null if it is not a single one, or is unknown
 * @param reason what is wrong and what to do, for people
 * @param size the record's size in bytes; null if that is not what is wrong
 * @param since when that was first found
 */
public record HeldBackRecord(
        String profile,
        String model,
        String id,
        @Nullable Class<? extends SyncableEntity> entity,
        boolean isStored,
        HeldBackKind kind,
        @Nullable String attribute,
        String reason,
        @Nullable Long size,
        Instant since) {}
