package org.morango.hibernate.report;

/**
 * Result of a rescan.
 *
 * @param inserted number of rows without a record
 * @param changed number of rows that differ from their records
 * @param vanished number of records whose rows are gone
 */
public record RescanResult(long inserted, long changed, long vanished) {}
