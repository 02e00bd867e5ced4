package org.morango.hibernate.mapping;

/**
 * Setting that gives a persistence unit the library's tables. A unit with synced entities always has them. Any other
 * unit has nothing of the library by default.
 */
public final class StoreTables {
    /**
     * Property of a persistence unit without synced entities: true if it needs the library's tables nevertheless to
     * pass on records for which it has no entities.
     */
    public static final String SETTING = "morango.tables";

    private StoreTables() {}
}
