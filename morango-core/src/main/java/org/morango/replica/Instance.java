package org.morango.replica;

/**
 * Who a database is.
 *
 * @param id 32 hex digits; never shared by two databases that write
 * @param databaseId 32 hex digits from a secure source, given once when the database was first used. Copies of the database keep
 *     it, by which they know each other; nobody else is told
 */
public record Instance(String id, String databaseId) {}
