package org.morango.replica;

/**
 * Who a database is.
 *
 * @param id 32 hex digits; never shared by two databases that write
 * @param databaseId 32 hex digits, given once when the database was first used
 */
public record Instance(String id, String databaseId) {}
