package org.morango.hibernate.internal.pipeline;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.metamodel.mapping.internal.BasicAttributeMapping;
import org.hibernate.persister.entity.AbstractEntityPersister;
import org.hibernate.type.SqlTypes;
import org.morango.hibernate.internal.model.KeyCodec;
import org.morango.hibernate.internal.model.Member;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.store.ChangedRow;
import org.morango.hibernate.internal.store.Outbox;
import tools.jackson.databind.JsonNode;

/** Columns that a newer version of the application has added. */
final class NewColumns {
    /** SQL types whose values every database can compare. */
    private static final Set<Integer> COMPARABLE = Set.of(
            SqlTypes.CHAR,
            SqlTypes.VARCHAR,
            SqlTypes.BOOLEAN,
            SqlTypes.BIT,
            SqlTypes.TINYINT,
            SqlTypes.SMALLINT,
            SqlTypes.INTEGER,
            SqlTypes.BIGINT,
            SqlTypes.FLOAT,
            SqlTypes.DOUBLE,
            SqlTypes.NUMERIC,
            SqlTypes.DECIMAL,
            SqlTypes.DATE,
            SqlTypes.TIMESTAMP,
            SqlTypes.TIMESTAMP_UTC);

    private final StatelessSession session;
    private final SyncableModel model;
    private final AbstractEntityPersister table;

    NewColumns(StatelessSession session, SyncableModel model) {
        this.session = session;
        this.model = model;
        this.table = (AbstractEntityPersister) model.persister();
    }

    /**
     * Copies values that were not sent yet from the former column of a renamed member, if that column still exists.
     *
     * @param before the columns of the member under its other names
     * @return the single value that all rows have in a column without a predecessor; empty if they have several values
     *     or none
     */
    Optional<JsonNode> begin(Member member, Set<String> before) {
        if (before.isEmpty()) {
            return onlyValue(member);
        }
        String name = table.physicalTableNameForMutation(member.column());
        if (isOwn(name)) {
            before.forEach(column -> carryOver(name, column, member));
        }
        return Optional.empty();
    }

    private Optional<JsonNode> onlyValue(Member member) {
        if (!member.isPlainValue()
                || !(member.path().get(member.path().size() - 1) instanceof BasicAttributeMapping basic)
                || !COMPARABLE.contains(basic.getJdbcMapping().getJdbcType().getDdlTypeCode())) {
            return Optional.empty();
        }
        List<Object> values = session.createSelectionQuery(
                        "select distinct " + member.selection().select("e") + " from " + model.entityName()
                                + " e where " + member.selection().isPresent("e"),
                        Object.class)
                .setMaxResults(2)
                .getResultList();
        return values.size() == 1 ? Optional.of(member.toJson(values.get(0))) : Optional.empty();
    }

    /** Returns whether a table is that of the rows' ids. */
    private boolean isOwn(String name) {
        return table.getIdentifierTableName().equals(name);
    }

    private void carryOver(String name, String column, Member member) {
        SharedSessionContractImplementor implementor = (SharedSessionContractImplementor) session;
        session.doWork(connection -> {
            try (Statement statement = connection.createStatement()) {
                if (!isOfOneType(statement, name, column, member.columnName())) {
                    return;
                }
            }
            String update = "update " + name + " set " + member.columnName() + "=" + column + " where "
                    + KeyCodec.condition(List.of(table.getIdentifierColumnNames())) + " and " + column + " is not null"
                    + (member.nullable() ? " and " + member.columnName() + " is null" : "");
            try (PreparedStatement statement = connection.prepareStatement(update)) {
                for (List<ChangedRow> rows : (Iterable<List<ChangedRow>>)
                        new Outbox(session).changed(model.profile(), model.name())::iterator) {
                    for (ChangedRow row : rows) {
                        Object key = model.key().find(row.id()).orElse(null);
                        if (key != null) {
                            model.key().bind(statement, 1, key, implementor);
                            statement.addBatch();
                        }
                    }
                    statement.executeBatch();
                }
            }
        });
    }

    /**
     * Returns whether the two columns exist and have the same type. A missing column is not an error, but on some
     * databases it ends the transaction unless it is rolled back to a savepoint.
     */
    private static boolean isOfOneType(Statement statement, String table, String column, String other)
            throws SQLException {
        Savepoint savepoint = statement.getConnection().setSavepoint();
        boolean isOne;
        // Columns have the table's name, because SQLite takes a quoted name that does not exist for a text.
        try (ResultSet none =
                statement.executeQuery("select t." + column + ", t." + other + " from " + table + " t where 1=0")) {
            ResultSetMetaData types = none.getMetaData();
            isOne = types.getColumnType(1) == types.getColumnType(2);
        } catch (SQLException e) {
            statement.getConnection().rollback(savepoint);
            return false;
        }
        statement.getConnection().releaseSavepoint(savepoint);
        return isOne;
    }
}
