package org.morango.hibernate;

import org.jspecify.annotations.Nullable;

/**
 * A record of the store that is not in the application's tables yet.
 *
 * @param entity the entity whose row it is going to be; null if the application has none for it
 * @param deleted whether what waits is its deletion
 * @param reason what went wrong when it was tried; null if it was not tried yet
 */
public record PendingRecord(
        String id,
        String profile,
        String model,
        String partition,
        @Nullable Class<? extends SyncableEntity> entity,
        boolean deleted,
        @Nullable String reason) {}
