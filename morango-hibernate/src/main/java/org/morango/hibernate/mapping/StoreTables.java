package org.morango.hibernate.mapping;

/**
 * Whether a persistence unit has the library's tables. Units with synced entities have them anyway; others have nothing
 * of the library.
 */
public final class StoreTables {
    /**
     * The property of a persistence unit without synced entities: true, if it is to have the library's tables all the same,
     * to pass on records of which it has no entities.
     */
    public static final String SETTING = "morango.tables";

    private StoreTables() {}
}
