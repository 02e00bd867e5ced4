package org.morango.record;

/**
 * The version of a record: which instance saved it last, and that instance's counter when it did.
 *
 * @param instance an instance id
 * @param counter the counter, from 0
 */
public record RecordVersion(String instance, long counter) {}
