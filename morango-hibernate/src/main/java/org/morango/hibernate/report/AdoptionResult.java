package org.morango.hibernate.report;

/**
 * Result of {@link org.morango.hibernate.Morango#adopt}.
 *
 * @param adopted number of rows that have become records, without those that did because another row refers to them, and
 *     without those that an adoption that was broken off had found
 * @param matched number of these that were matched with a received record
 */
public record AdoptionResult(long adopted, long matched) {}
