package org.morango.example.clinic;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** All visible rows of the synced tables, with the ids of the records in place of the numbers, which differ at each peer. */
final class SyncedRows {
    private static final List<String> MODELS = List.of(
            "department",
            "diagnosis",
            "allergy",
            "doctor",
            "patient",
            "visit",
            "measurement",
            "prescription",
            "appointment");

    /** Every installation has users of its own, and counts changes by itself. */
    private static final Set<String> NOT_SYNCED = Set.of("version", "created_by_id");

    private static final String REFERENCES = """
            select lower(k.table_name) || '.' || lower(k.column_name), lower(u.table_name)
            from information_schema.key_column_usage k
            join information_schema.referential_constraints r using (constraint_schema, constraint_name)
            join information_schema.table_constraints u
                on u.constraint_schema = r.unique_constraint_schema and u.constraint_name = r.unique_constraint_name
            """;

    private final JdbcClient database;
    private final Map<String, String> references = new HashMap<>();
    private final Map<String, String> records = new HashMap<>();

    private SyncedRows(JdbcClient database) {
        this.database = database;
        database.sql(REFERENCES).query(row -> {
            references.put(row.getString(1), row.getString(2));
        });
        database.sql("select model_name, local_key, id from morango_store where not deleted")
                .query(row -> {
                    records.put(row.getString(1) + " " + row.getString(2), row.getString(3));
                });
    }

    /** Returns the rows by table, each as text with all its columns. */
    static Map<String, List<String>> of(JdbcClient database) {
        SyncedRows rows = new SyncedRows(database);
        Map<String, List<String>> all = new TreeMap<>();
        MODELS.forEach(model -> all.put(model, rows.in(model)));
        all.put("patient_allergy", rows.in("patient_allergy"));
        return all;
    }

    private List<String> in(String table) {
        String hidden = table.equals("appointment") ? " where not deleted" : "";
        return database.sql("select * from " + table + hidden).query().listOfRows().stream()
                .map(row -> row.entrySet().stream()
                        .filter(column -> !NOT_SYNCED.contains(column.getKey().toLowerCase()))
                        .map(column -> column.getKey() + "="
                                + value(table, column.getKey().toLowerCase(), column.getValue()))
                        .collect(Collectors.joining(", ")))
                .sorted()
                .toList();
    }

    private Object value(String table, String column, Object value) {
        String model = column.equals("id") ? table : references.get(table + "." + column);
        if (model == null || value == null) {
            return String.valueOf(value);
        }
        return records.getOrDefault(model + " " + value, "row without a record");
    }
}
