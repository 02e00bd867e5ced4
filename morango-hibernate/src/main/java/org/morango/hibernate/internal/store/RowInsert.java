package org.morango.hibernate.internal.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;

/** Inserts many rows into one table. */
@FunctionalInterface
interface RowInsert {
    /**
     * Inserts rows in the session's transaction, all or none.
     *
     * @param rows their values, in the order of the table's columns
     */
    void insert(
            SharedSessionContractImplementor session,
            Connection connection,
            EntityTable table,
            List<@Nullable Object[]> rows)
            throws SQLException;
}
