package org.morango.hibernate.mapping;

/** How changes of an entity's rows are noted. */
public enum Capture {
    /** Listeners of Hibernate note what this application changes. Changes by other programs need a rescan. */
    LISTENERS,

    /**
     * Triggers in the database note what any program changes. {@link org.morango.hibernate.CaptureTriggers} makes them,
     * for H2, PostgreSQL, SQLite and MariaDB. A peer does not start without them.
     */
    TRIGGERS
}
