package org.morango.hibernate.internal.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;

/** Inserts rows by a JDBC batch. */
final class BatchInsert implements RowInsert {
    @Override
    public void insert(
            SharedSessionContractImplementor session,
            Connection connection,
            EntityTable table,
            List<@Nullable Object[]> rows)
            throws SQLException {
        List<EntityTable.Column> columns = table.columns();
        try (PreparedStatement statement = connection.prepareStatement("insert into " + table.target() + " values ("
                + String.join(", ", Collections.nCopies(columns.size(), "?")) + ")")) {
            for (@Nullable Object[] row : rows) {
                for (int i = 0; i < row.length; i++) {
                    columns.get(i).bind(statement, i + 1, row[i], session);
                }
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }
}
