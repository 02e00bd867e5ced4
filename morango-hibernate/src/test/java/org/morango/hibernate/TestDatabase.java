package org.morango.hibernate;

/** Where the peers of a test class keep their data. */
interface TestDatabase {
    /** A new, empty database. */
    String createUrl();
}
