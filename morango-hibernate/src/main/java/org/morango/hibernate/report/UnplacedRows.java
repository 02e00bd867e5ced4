package org.morango.hibernate.report;

import org.jspecify.annotations.Nullable;

/**
 * Changed rows of one entity that no sync sends, because they do not belong to a root certificate under which this
 * database has a certificate of its own, or are not known to.
 *
 * @param reason why they are not sent
 * @param count number of rows
 * @param id the key of one of them, as text
 * @param partition the partition of that row; null if it has none yet
 */
public record UnplacedRows(
        Class<?> entity,
        UnplacedReason reason,
        long count,
        String id,
        @Nullable String partition) {}
