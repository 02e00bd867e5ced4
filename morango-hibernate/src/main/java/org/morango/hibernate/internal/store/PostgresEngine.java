package org.morango.hibernate.internal.store;

import org.hibernate.StatelessSession;

/**
 * PostgreSQL keeps the plan of a repeated statement. Made while a table is empty, it is to read all of it, which then
 * happens for each page of rows that go into it.
 */
final class PostgresEngine implements Engine {

    @Override
    public void beginBulk(StatelessSession session) {
        session.createNativeMutationQuery("set local enable_seqscan = off").executeUpdate();
    }
}
