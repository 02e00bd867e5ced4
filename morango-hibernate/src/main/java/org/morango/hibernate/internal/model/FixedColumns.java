package org.morango.hibernate.internal.model;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.metamodel.mapping.JdbcMapping;
import org.hibernate.metamodel.mapping.SelectableMapping;
import org.hibernate.persister.entity.AbstractEntityPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.persister.entity.mutation.EntityTableMapping;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.store.IdList;
import org.morango.hibernate.internal.version.Differences;

/**
 * Writes the columns that Hibernate leaves out when it inserts or updates a row because the application must not change
 * them. Received values go into the row all the same. Each column takes one statement for all rows that need it.
 */
final class FixedColumns {
    private final SyncableModel model;

    /** Members in which an inserted row may differ from the given values. */
    private final List<Member> notInserted;

    private final List<Member> notUpdated;

    FixedColumns(SyncableModel model) {
        this.model = model;
        // An insert without the null values leaves those columns to their defaults.
        boolean isDynamic = Differences.isDynamicInsert(model.persister());
        this.notInserted = model.members().stream()
                .filter(member -> isDynamic || !member.isInserted())
                .toList();
        this.notUpdated =
                model.members().stream().filter(member -> !member.isUpdated()).toList();
    }

    /** Returns whether a column is in a table that need not have a row for each row of the entity. */
    static boolean isInOptionalTable(EntityPersister entity, SelectableMapping column) {
        AbstractEntityPersister target = (AbstractEntityPersister) entity;
        String name = target.physicalTableNameForMutation(column);
        return tables(target)
                .anyMatch(table -> table.isOptional() && table.getTableName().equals(name));
    }

    /**
     * Gives rows that were just inserted or updated the values that Hibernate has left out.
     *
     * @param written the values of the rows by id; those without a value keep what they have
     * @param before the values, by id, of those rows that were there before
     */
    void write(
            StatelessSession own,
            Map<String, Map<String, @Nullable Object>> written,
            Map<String, Map<String, @Nullable Object>> before) {
        List<String> inserted =
                written.keySet().stream().filter(id -> !before.containsKey(id)).toList();
        if (!notInserted.isEmpty() && !inserted.isEmpty()) {
            Map<String, Map<String, @Nullable Object>> now = read(own, inserted);
            notInserted.forEach(member -> write(own, member, written, now));
        }
        if (!before.isEmpty()) {
            notUpdated.forEach(member -> write(own, member, written, before));
        }
    }

    private Map<String, Map<String, @Nullable Object>> read(StatelessSession own, List<String> ids) {
        String selection = notInserted.stream().map(m -> ", e." + m.selection()).collect(Collectors.joining());
        Map<String, Map<String, @Nullable Object>> rows = new HashMap<>();
        for (Object[] row : IdList.select(
                own,
                "select e.id" + selection + " from " + model.entityName() + " e where e.id",
                Object[].class,
                ids)) {
            Map<String, @Nullable Object> values = new HashMap<>();
            for (int i = 0; i < notInserted.size(); i++) {
                values.put(notInserted.get(i).attribute(), row[i + 1]);
            }
            rows.put((String) row[0], values);
        }
        return rows;
    }

    private void write(
            StatelessSession own,
            Member member,
            Map<String, Map<String, @Nullable Object>> written,
            Map<String, Map<String, @Nullable Object>> now) {
        String attribute = member.attribute();
        Map<String, @Nullable Object> changes = new LinkedHashMap<>();
        now.forEach((id, values) -> {
            Map<String, @Nullable Object> wanted = written.getOrDefault(id, Map.of());
            if (wanted.containsKey(attribute)
                    && !member.isSame(member.toJson(wanted.get(attribute)), member.toJson(values.get(attribute)))) {
                changes.put(id, wanted.get(attribute));
            }
        });
        write(own, member, changes);
    }

    /** Sets a value of these rows, given by id. */
    void write(StatelessSession own, Member member, Map<String, ? extends @Nullable Object> values) {
        List<Map.Entry<String, List<Binding>>> changes = new ArrayList<>();
        values.forEach((id, value) -> changes.add(Map.entry(id, bindings(own, member, value))));
        if (!changes.isEmpty()) {
            execute(own, changes);
        }
    }

    /** A column and the value to write. */
    private record Binding(
            SelectableMapping column, @Nullable Object value) {}

    private static List<Binding> bindings(StatelessSession own, Member member, @Nullable Object value) {
        SharedSessionContractImplementor session = (SharedSessionContractImplementor) own;
        List<Binding> bindings = new ArrayList<>();
        member.mapping()
                .breakDownJdbcValues(
                        value == null || member.target() == null ? value : StandIns.of(member.target(), value, session),
                        (at, part, column) -> bindings.add(new Binding(column, part)),
                        session);
        return bindings;
    }

    private void execute(StatelessSession own, List<Map.Entry<String, List<Binding>>> changes) {
        SharedSessionContractImplementor session = (SharedSessionContractImplementor) own;
        AbstractEntityPersister target = (AbstractEntityPersister) model.persister();
        List<Binding> columns = changes.get(0).getValue();
        String table = target.physicalTableNameForMutation(columns.get(0).column());
        String sql = "update " + table + " set "
                + columns.stream()
                        .map(c -> c.column().getSelectionExpression() + "="
                                + c.column().getWriteExpression())
                        .collect(Collectors.joining(", "))
                + " where " + key(target, table) + "=?";
        own.doWork(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                for (Map.Entry<String, List<Binding>> change : changes) {
                    int index = 1;
                    for (Binding binding : change.getValue()) {
                        bind(statement, binding, index++, session);
                    }
                    statement.setString(index, change.getKey());
                    statement.addBatch();
                }
                statement.executeBatch();
            }
        });
    }

    @SuppressWarnings("unchecked")
    private static void bind(
            PreparedStatement statement, Binding binding, int index, SharedSessionContractImplementor session)
            throws SQLException {
        JdbcMapping mapping = binding.column().getJdbcMapping();
        mapping.getJdbcValueBinder().bind(statement, binding.value(), index, session);
    }

    private static String key(AbstractEntityPersister target, String table) {
        return tables(target)
                .filter(mapping -> mapping.getTableName().equals(table))
                .map(mapping -> mapping.getKeyDetails().getKeyColumn(0).getColumnName())
                .findFirst()
                .orElseThrow();
    }

    private static Stream<EntityTableMapping> tables(AbstractEntityPersister target) {
        Stream.Builder<EntityTableMapping> tables = Stream.builder();
        target.forEachMutableTable(tables::add);
        return tables.build();
    }
}
