package org.morango.hibernate.internal.store;

import org.hibernate.StatelessSession;

/**
 * PostgreSQL chooses plans by statistics that are older than what a pass has just done, and keeps those of repeated
 * statements: made while a table is empty, to read all of it for each page of rows that go into it; made when few rows
 * seemed to be marked, to read and sort all that are left for each page. Every query of a pass is a range of an index, in
 * the order of that index, so the other ways are closed.
 */
final class PostgresEngine implements Engine {

    /**
     * By an advisory lock of a transaction: one that locks a row is a writer to PostgreSQL, which then keeps every row
     * version that has died since it began, and a pass would find those of all passes before it in its way.
     */
    @Override
    public boolean lock(StatelessSession session, String transferId) {
        return session.createNativeQuery("select pg_try_advisory_xact_lock(:key)", Boolean.class)
                        .setParameter("key", key(transferId))
                        .getSingleResult()
                && session.get(TransferOwnerRow.class, transferId) != null;
    }

    private static long key(String transferId) {
        return Long.parseUnsignedLong(transferId.substring(0, Long.BYTES * 2), 16);
    }

    @Override
    public void beginBulk(StatelessSession session) {
        session.createNativeQuery(
                        "select set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true),"
                                + " set_config('enable_sort', 'off', true)",
                        Object[].class)
                .getSingleResult();
    }
}
