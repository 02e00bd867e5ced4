package org.morango.hibernate;

/** Source of databases for the peers of a test class. */
interface TestDatabase {
    /** Returns the URL of a new, empty database. */
    String createUrl();
}
