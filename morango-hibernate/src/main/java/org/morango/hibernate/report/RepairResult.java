package org.morango.hibernate.report;

/**
 * Result of {@link org.morango.hibernate.Morango#repair()}.
 *
 * @param histories number of records whose history had too many instances
 * @param conflicts number of records that had too many conflicting contents; the oldest were removed
 * @param counters number of removed counters of instances that have saved no record of this database
 */
public record RepairResult(long histories, long conflicts, long counters) {}
