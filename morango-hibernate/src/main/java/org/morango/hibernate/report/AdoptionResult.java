package org.morango.hibernate.report;

/**
 * Result of {@link org.morango.hibernate.Morango#adopt}.
 *
 * @param adopted number of rows that this call has found without a record. Rows that got records before it reached them
 *     are not counted: those to which other rows refer, and those that a call which was broken off had found. Rows that
 *     cannot be sent are counted, see {@link org.morango.hibernate.Morango#heldBack} and
 *     {@link org.morango.hibernate.Morango#unplacedRows}.
 * @param matched number of these that were matched with a received record
 */
public record AdoptionResult(long adopted, long matched) {}
