package org.morango.hibernate.report;

import org.morango.hibernate.mapping.SyncableEntity;

/**
 * Changed rows of one entity that no sync sends, because their partitions do not begin with the id of a root
 * certificate under which this database has a certificate of its own.
 *
 * @param count number of rows
 * @param id the id of one of them
 * @param partition the partition of one of them
 */
public record UnplacedRows(Class<? extends SyncableEntity> entity, long count, String id, String partition) {}
