package org.morango.hibernate.report;

/**
 * Figures of the store at one moment.
 *
 * @param records number of records, including deleted ones
 * @param recordMaxCounters number of entries in the histories of all records
 * @param pending number of records that are not in the application's tables yet
 * @param errors number of pending records that could not be written
 * @param conflicts number of records with conflicting contents
 * @param unplaced number of changed rows that belong to no root of this database, see {@link org.morango.hibernate.Morango#unplacedRows()}
 * @param heldBack number of rows and records that are held back, see {@link org.morango.hibernate.Morango#heldBack()}
 */
public record StoreFigures(
        long records,
        long recordMaxCounters,
        long pending,
        long errors,
        long conflicts,
        long unplaced,
        long heldBack) {}
