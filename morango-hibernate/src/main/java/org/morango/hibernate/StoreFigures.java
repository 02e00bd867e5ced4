package org.morango.hibernate;

/**
 * What the store holds at one moment.
 *
 * @param records records, deleted ones included
 * @param recordMaxCounters entries of all records' histories
 * @param pending records that are not in the application's tables yet
 * @param errors those of them that could not be written there
 * @param conflicts records with content that lost a conflict
 * @param unplaced changed rows that no certificate reaches, see {@link Morango#unplacedRows()}
 * @param heldBack rows and records that are not sent, see {@link Morango#heldBack()}
 */
public record StoreFigures(
        long records,
        long recordMaxCounters,
        long pending,
        long errors,
        long conflicts,
        long unplaced,
        long heldBack) {}
