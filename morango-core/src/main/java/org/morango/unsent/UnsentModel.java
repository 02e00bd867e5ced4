package org.morango.unsent;

/**
 * What is unsent of one model. Immutable.
 *
 * @param changes rows whose changes are noted and not serialized yet
 * @param records serialized records
 */
public record UnsentModel(String profile, String model, long changes, long records) {}
