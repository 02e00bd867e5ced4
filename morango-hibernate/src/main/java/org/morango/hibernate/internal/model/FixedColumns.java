package org.morango.hibernate.internal.model;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.metamodel.mapping.JdbcMapping;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.metamodel.mapping.SelectableMapping;
import org.hibernate.persister.entity.AbstractEntityPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.persister.entity.mutation.EntityTableMapping;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.store.IdList;
import org.morango.hibernate.internal.version.Differences;

/**
 * Writes the columns that Hibernate leaves out when it inserts or updates a row because the application must not change
 * them, and those of which it makes values of its own. Received values go into the row all the same. Each column takes one statement for all rows that need it.
 */
final class FixedColumns {
    private final SyncableModel model;
    private final RowKeys keys;

    /** Members in which an inserted row may differ from the given values. */
    private final List<Member> notInserted;

    private final List<Member> notUpdated;

    /** Members of which Hibernate or the database makes a value of its own whenever it writes a row. */
    private final List<Member> generated;

    /** The columns of references that only a collection maps and that are inserted with a row, by position. */
    private final Map<Integer, String> backReferences;

    FixedColumns(SyncableModel model, RowKeys keys) {
        this.model = model;
        this.keys = keys;
        // An insert without the null values leaves those columns to their defaults.
        boolean isDynamic = Differences.isDynamicInsert(model.persister());
        this.notInserted = model.members().stream()
                .filter(member -> !member.isKey() && (isDynamic || !member.isInserted() || member.isGenerated()))
                .toList();
        this.notUpdated = model.members().stream()
                .filter(member -> !member.isUpdated() && !member.isGenerated())
                .toList();
        this.backReferences = ChildReferences.backReferences(model.persister());
        this.generated = model.members().stream().filter(Member::isGenerated).toList();
    }

    /** See {@link EntityWriter#backReferences}. */
    Map<Integer, @Nullable Object> backReferences(
            Map<String, @Nullable Object> values, SharedSessionContractImplementor session) {
        Map<Integer, @Nullable Object> ids = new HashMap<>();
        backReferences.forEach((position, column) -> ids.put(
                position,
                model.references().stream()
                        .filter(reference -> reference.columnName().equals(column))
                        .findFirst()
                        .map(reference -> keys.id(reference, values.get(reference.attribute()), session))
                        .orElse(null)));
        return ids;
    }

    /** Returns whether a column is in a table that need not have a row for each row of the entity. */
    static boolean isInOptionalTable(EntityPersister entity, SelectableMapping column) {
        return tablesOf(entity, column).anyMatch(EntityTableMapping::isOptional);
    }

    /** Returns whether a column is in a table that is written with rows of another entity. */
    static boolean isInOtherTable(EntityPersister entity, SelectableMapping column) {
        return tablesOf(entity, column).findAny().isEmpty();
    }

    static Stream<EntityTableMapping> tablesOf(EntityPersister entity, SelectableMapping column) {
        AbstractEntityPersister target = (AbstractEntityPersister) entity;
        String name = target.physicalTableNameForMutation(column);
        return tables(target).filter(table -> table.getTableName().equals(name));
    }

    /**
     * Gives rows that were just inserted or updated the values that Hibernate has left out.
     *
     * @param written the values of the rows by key; those without a value keep what they have
     * @param before the values, by key, of those rows that were there before
     */
    void write(
            StatelessSession own,
            Map<Object, Map<String, @Nullable Object>> written,
            Map<Object, Map<String, @Nullable Object>> before) {
        List<Object> inserted = written.keySet().stream()
                .filter(key -> !before.containsKey(key))
                .toList();
        if (!notInserted.isEmpty() && !inserted.isEmpty()) {
            Map<Object, Map<String, @Nullable Object>> now = read(own, notInserted, inserted);
            notInserted.forEach(member -> write(own, member, written, now));
        }
        if (!before.isEmpty()) {
            notUpdated.forEach(member -> write(own, member, written, before));
            if (!generated.isEmpty()) {
                Map<Object, Map<String, @Nullable Object>> now = read(own, generated, List.copyOf(before.keySet()));
                generated.forEach(member -> write(own, member, written, now));
            }
        }
    }

    private Map<Object, Map<String, @Nullable Object>> read(
            StatelessSession own, List<Member> members, List<Object> wanted) {
        String selection =
                members.stream().map(m -> ", " + m.selection().select("e")).collect(Collectors.joining());
        Selection key = model.key().selection();
        Map<Object, Map<String, @Nullable Object>> rows = new HashMap<>();
        for (Object[] row : IdList.select(
                own,
                "select " + key.select("e") + selection + " from " + model.entityName() + " e where "
                        + key.compared("e"),
                Object[].class,
                wanted)) {
            Map<String, @Nullable Object> values = new HashMap<>();
            for (int i = 0; i < members.size(); i++) {
                Member member = members.get(i);
                values.put(member.attribute(), member.selected(row[i + 1]));
            }
            rows.put(row[0], values);
        }
        return rows;
    }

    private void write(
            StatelessSession own,
            Member member,
            Map<Object, Map<String, @Nullable Object>> written,
            Map<Object, Map<String, @Nullable Object>> now) {
        String attribute = member.attribute();
        Map<Object, @Nullable Object> changes = new LinkedHashMap<>();
        now.forEach((key, values) -> {
            Map<String, @Nullable Object> wanted = written.getOrDefault(key, Map.of());
            if (wanted.containsKey(attribute) && !isSame(member, wanted.get(attribute), values.get(attribute))) {
                changes.put(key, wanted.get(attribute));
            }
        });
        write(own, member, changes);
    }

    private boolean isSame(Member member, @Nullable Object one, @Nullable Object other) {
        Class<?> target = member.target();
        if (member.match() != null) {
            return Objects.equals(
                    one == null ? null : member.inRow(one, keys), other == null ? null : member.inRow(other, keys));
        }
        return target == null
                ? member.isSame(member.toJson(one), member.toJson(other))
                : Objects.equals(
                        one == null ? null : keys.known(target, one), other == null ? null : keys.known(target, other));
    }

    /** Sets a value of these rows, given by key. */
    void write(StatelessSession own, Member member, Map<Object, ? extends @Nullable Object> values) {
        List<Map.Entry<Object, List<Binding>>> changes = new ArrayList<>();
        values.forEach((key, value) -> changes.add(Map.entry(key, bindings(own, member, value))));
        if (changes.isEmpty()) {
            return;
        }
        if (member.isInOwnTable()) {
            replace(own, changes);
        } else {
            execute(own, changes);
        }
    }

    /** A column and the value to write. */
    private record Binding(
            SelectableMapping column, @Nullable Object value) {}

    private List<Binding> bindings(StatelessSession own, Member member, @Nullable Object value) {
        SharedSessionContractImplementor session = (SharedSessionContractImplementor) own;
        List<Binding> bindings = new ArrayList<>();
        if (member.mapping() instanceof PluralAttributeMapping collection) {
            collection
                    .getKeyDescriptor()
                    .getKeyPart()
                    .breakDownJdbcValues(
                            keys.id(member, value, session),
                            (at, part, column) -> bindings.add(new Binding(column, part)),
                            session);
            return bindings;
        }
        member.mapping()
                .breakDownJdbcValues(
                        settable(member, value, session),
                        (at, part, column) -> bindings.add(new Binding(column, part)),
                        session);
        return bindings;
    }

    private @Nullable Object settable(Member member, @Nullable Object value, SharedSessionContractImplementor session) {
        if (value instanceof Match.Row row) {
            return member.settable(row, session);
        }
        if (value == null || member.target() == null) {
            return value;
        }
        Object key = keys.known(member.target(), value);
        return member.isPlainKey() ? key : StandIns.of(member.target(), key, session);
    }

    private void execute(StatelessSession own, List<Map.Entry<Object, List<Binding>>> changes) {
        List<Binding> columns = changes.get(0).getValue();
        String table = ((AbstractEntityPersister) model.persister())
                .physicalTableNameForMutation(columns.get(0).column());
        String sql = "update " + table + " set "
                + columns.stream()
                        .map(c -> c.column().getSelectionExpression() + "="
                                + c.column().getWriteExpression())
                        .collect(Collectors.joining(", "))
                + " where " + KeyCodec.condition(keyColumns(table));
        execute(own, sql, changes);
    }

    /** Writes references into a table that has rows only for those that are not null. */
    private void replace(StatelessSession own, List<Map.Entry<Object, List<Binding>>> changes) {
        List<Binding> columns = changes.get(0).getValue();
        String table = ((AbstractEntityPersister) model.persister())
                .physicalTableNameForMutation(columns.get(0).column());
        List<String> names = new ArrayList<>();
        columns.forEach(column -> names.add(column.column().getSelectionExpression()));
        names.addAll(keyColumns(table));
        execute(
                own,
                "delete from " + table + " where " + KeyCodec.condition(keyColumns(table)),
                changes.stream()
                        .map(change -> Map.entry(change.getKey(), List.<Binding>of()))
                        .toList());
        execute(
                own,
                "insert into " + table + " (" + String.join(", ", names) + ") values ("
                        + String.join(", ", Collections.nCopies(names.size(), "?")) + ")",
                changes.stream()
                        .filter(change -> change.getValue().get(0).value() != null)
                        .toList());
    }

    /** Runs a statement for each of these rows, whose last parameters are the key. */
    private void execute(StatelessSession own, String sql, List<Map.Entry<Object, List<Binding>>> changes) {
        if (changes.isEmpty()) {
            return;
        }
        SharedSessionContractImplementor session = (SharedSessionContractImplementor) own;
        own.doWork(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                for (Map.Entry<Object, List<Binding>> change : changes) {
                    int index = 1;
                    for (Binding binding : change.getValue()) {
                        bind(statement, binding.column().getJdbcMapping(), binding.value(), index++, session);
                    }
                    model.key().bind(statement, index, change.getKey(), session);
                    statement.addBatch();
                }
                statement.executeBatch();
            }
        });
    }

    @SuppressWarnings("unchecked")
    private static void bind(
            PreparedStatement statement,
            JdbcMapping mapping,
            @Nullable Object value,
            int index,
            SharedSessionContractImplementor session)
            throws SQLException {
        mapping.getJdbcValueBinder().bind(statement, value, index, session);
    }

    private List<String> keyColumns(String table) {
        List<String> columns = new ArrayList<>();
        tables((AbstractEntityPersister) model.persister())
                .filter(mapping -> mapping.getTableName().equals(table))
                .findFirst()
                .orElseThrow()
                .getKeyDetails()
                .forEachKeyColumn((at, column) -> columns.add(column.getColumnName()));
        return columns;
    }

    private static Stream<EntityTableMapping> tables(AbstractEntityPersister target) {
        Stream.Builder<EntityTableMapping> tables = Stream.builder();
        target.forEachMutableTable(tables::add);
        return tables.build();
    }
}
