package org.morango.example.clinic;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Text of an H2 schema, in an order that does not depend on the order of its migrations. */
final class SchemaDump {
    private static final String COLUMNS = """
            select lower(table_name), 'column ' || lower(column_name) || ' '
                || lower(data_type_sql(table_schema, table_name, 'TABLE', dtd_identifier))
                || case is_nullable when 'NO' then ' not null' else '' end
                || case is_identity when 'YES' then ' identity' else '' end
                || coalesce(' default ' || column_default, '')
                || coalesce(' on update ' || column_on_update, '')
                || coalesce(' generated ' || generation_expression, '')
            from information_schema.columns where table_schema = 'PUBLIC'
            """;

    private static final String CONSTRAINTS = """
            select lower(c.table_name), 'constraint ' || lower(c.constraint_name) || ' ' || lower(constraint_type)
                || coalesce(' (' || (select listagg(lower(k.column_name), ', ') within group (order by k.ordinal_position)
                    from information_schema.key_column_usage k
                    where k.constraint_schema = c.constraint_schema and k.constraint_name = c.constraint_name) || ')', '')
                || coalesce(' references ' || lower(r.unique_constraint_name) || ' on update ' || lower(r.update_rule)
                    || ' on delete ' || lower(r.delete_rule), '')
                || coalesce(' ' || h.check_clause, '')
            from information_schema.table_constraints c
            left join information_schema.referential_constraints r using (constraint_schema, constraint_name)
            left join information_schema.check_constraints h using (constraint_schema, constraint_name)
            where c.table_schema = 'PUBLIC'
            """;

    private static final String INDEXES = """
            select lower(i.table_name), 'index ' || lower(i.index_name)
                || ' (' || listagg(lower(c.column_name), ', ') within group (order by c.ordinal_position) || ')'
            from information_schema.indexes i
            join information_schema.index_columns c using (index_schema, index_name)
            where i.table_schema = 'PUBLIC' and not i.is_generated
            group by i.table_name, i.index_name
            """;

    private static final String TRIGGERS = """
            select lower(event_object_table), 'trigger ' || lower(trigger_name) || ' ' || lower(action_timing)
                || ' ' || lower(event_manipulation)
            from information_schema.triggers where event_object_schema = 'PUBLIC'
            """;

    private static final String SEQUENCES = """
            select lower(sequence_name), 'sequence start ' || start_value || ' increment ' || increment
            from information_schema.sequences where sequence_schema = 'PUBLIC'
            """;

    private SchemaDump() {}

    /**
     * Returns the columns, constraints, indexes and triggers of tables, and the sequences: a sorted line for each, which
     * begins with the name of the table or sequence. Does not tell where a sequence stands, or the order of columns.
     *
     * @param named accepts the names, in lower case, of the tables and sequences to dump
     */
    static List<String> of(JdbcClient database, Predicate<String> named) {
        return Stream.of(COLUMNS, CONSTRAINTS, INDEXES, TRIGGERS, SEQUENCES)
                .flatMap(sql ->
                        database
                                .sql(sql)
                                .query((row, n) -> List.of(row.getString(1), row.getString(2)))
                                .list()
                                .stream())
                .filter(line -> named.test(line.get(0)))
                .map(line -> String.join(" ", line))
                .sorted()
                .toList();
    }
}
