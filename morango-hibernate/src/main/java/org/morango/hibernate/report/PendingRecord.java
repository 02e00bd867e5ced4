package org.morango.hibernate.report;

import org.jspecify.annotations.Nullable;

/**
 * A record of the store that is not in the application's tables yet.
 *
 * @param entity the entity whose row it will be; null if the application has none for it
 * @param deleted whether its deletion is pending
 * @param reason why the last attempt to write it failed; null if there was no attempt yet
 */
public record PendingRecord(
        String id,
        String profile,
        String model,
        String partition,
        @Nullable Class<?> entity,
        boolean deleted,
        @Nullable String reason) {}
