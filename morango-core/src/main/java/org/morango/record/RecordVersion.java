package org.morango.record;

/**
 * Version of a record: the instance that saved it last, and that instance's counter at the time.
 *
 * @param instance an instance id
 * @param counter the counter, from 0
 */
public record RecordVersion(String instance, long counter) {}
