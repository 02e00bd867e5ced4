package org.morango.hibernate.report;

/**
 * Progress of {@link org.morango.hibernate.Morango#adopt}.
 *
 * @param entity the entity whose rows are being adopted
 * @param adopted number of its rows that were found without a record so far, counted as in {@link AdoptionResult}
 * @param matched number of these that were matched with a received record
 */
public record AdoptionProgress(Class<?> entity, long adopted, long matched) {}
