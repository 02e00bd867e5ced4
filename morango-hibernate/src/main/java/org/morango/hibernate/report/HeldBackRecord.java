package org.morango.hibernate.report;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.morango.replica.HeldBackKind;

/**
 * A row or record of this database that is held back.
 *
 * @param id the id of the row; it need not be a valid record id
 * @param entity the entity of the row; null if the application has none for it
 * @param isStored true for a record of the store that cannot be sent, false for a row that cannot become a record
 * @param attribute the attribute at fault; null if there is not a single one, or if it is unknown
 * @param reason what is wrong and what to do, as text for people
 * @param size the record's size in bytes; null if the size is not the reason
 * @param since when the reason was first found
 */
public record HeldBackRecord(
        String profile,
        String model,
        String id,
        @Nullable Class<?> entity,
        boolean isStored,
        HeldBackKind kind,
        @Nullable String attribute,
        String reason,
        @Nullable Long size,
        Instant since) {}
