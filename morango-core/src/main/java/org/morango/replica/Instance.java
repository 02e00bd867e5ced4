package org.morango.replica;

/**
 * The identity of a database.
 *
 * @param id 32 hex digits; never shared by two databases that write
 * @param databaseId 32 hex digits from a secure source, assigned once when the database was first used. Copies of the
 *     database have the same one, and recognize each other by it; it is never sent
 */
public record Instance(String id, String databaseId) {}
