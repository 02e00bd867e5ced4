package org.morango.hibernate;

/**
 * What a rescan has found and noticed.
 *
 * @param inserted rows that no record was known of
 * @param changed rows that differ from their records
 * @param vanished records whose rows are gone
 */
public record RescanResult(long inserted, long changed, long vanished) {}
