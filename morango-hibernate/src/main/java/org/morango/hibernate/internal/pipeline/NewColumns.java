package org.morango.hibernate.internal.pipeline;

import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hibernate.StatelessSession;
import org.hibernate.metamodel.mapping.internal.BasicAttributeMapping;
import org.hibernate.persister.entity.AbstractEntityPersister;
import org.hibernate.type.SqlTypes;
import org.morango.hibernate.internal.model.Member;
import org.morango.hibernate.internal.model.SyncableModel;
import tools.jackson.databind.JsonNode;

/** Columns that a newer version of the application has brought with it. */
final class NewColumns {
    /** The types whose values every database can compare. */
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
     * Carries over what was not sent yet from the column that a renamed member had, if that is there still.
     *
     * @param before the columns it was kept in under its other names
     * @return the one value that all rows have in a column that has no predecessor; nothing, if they have others or none
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
        if (!(member.path().get(member.path().size() - 1) instanceof BasicAttributeMapping basic)
                || !COMPARABLE.contains(basic.getJdbcMapping().getJdbcType().getDdlTypeCode())) {
            return Optional.empty();
        }
        List<Object> values = session.createSelectionQuery(
                        "select distinct e." + member.selection() + " from " + model.entityName() + " e where e."
                                + member.selection() + " is not null",
                        Object.class)
                .setMaxResults(2)
                .getResultList();
        return values.size() == 1 ? Optional.of(member.toJson(values.get(0))) : Optional.empty();
    }

    /** Whether the rows' marks are in the same table. */
    private boolean isOwn(String name) {
        return table.physicalTableNameForMutation(mark()).equals(name);
    }

    private BasicAttributeMapping mark() {
        return (BasicAttributeMapping) table.findAttributeMapping("morangoDirty");
    }

    private void carryOver(String name, String column, Member member) {
        session.doWork(connection -> {
            try (Statement statement = connection.createStatement()) {
                if (isOfOneType(statement, name, column, member.columnName())) {
                    statement.executeUpdate("update " + name + " set " + member.columnName() + "=" + column + " where "
                            + mark().getSelectionExpression() + "<>0 and " + column + " is not null"
                            + (member.nullable() ? " and " + member.columnName() + " is null" : ""));
                }
            }
        });
    }

    /** A column that is gone is no error, but on some databases the end of the transaction if it is not taken back. */
    private static boolean isOfOneType(Statement statement, String table, String column, String other)
            throws SQLException {
        Savepoint savepoint = statement.getConnection().setSavepoint();
        boolean isOne;
        // With the table's name: SQLite takes a quoted name that is not there for a text.
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
