package org.morango.hibernate;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.persister.entity.AbstractEntityPersister;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.store.StoreRow;
import tools.jackson.databind.json.JsonMapper;

/** All rows of an application's tables, read column by column, with ids of records in place of all keys. */
final class TranslatedRows {
    private static final JsonMapper MAPPER = new JsonMapper();

    /** The tables of synced entities, with the columns of their keys in order. */
    private final Map<String, List<String>> keys = new HashMap<>();

    /** The ids of the records, by table and key. */
    private final Map<List<String>, String> ids = new HashMap<>();

    private final Set<String> ignored;

    private TranslatedRows(SmallPeer peer, Set<String> ignored) {
        this.ignored = ignored;
        for (SyncableModel model :
                SyncableModels.of((SessionFactoryImplementor) peer.factory).all()) {
            AbstractEntityPersister persister = (AbstractEntityPersister) model.persister();
            String table = upper(persister.getRootTableName());
            keys.put(
                    table,
                    Arrays.stream(persister.getIdentifierColumnNames())
                            .map(TranslatedRows::upper)
                            .toList());
            for (StoreRow row : peer.store(model.name())) {
                if (row.localKey != null) {
                    ids.put(List.of(table, row.localKey), row.id);
                }
            }
        }
    }

    private static String upper(String name) {
        return name.replace("\"", "").toUpperCase(Locale.ROOT);
    }

    /**
     * Returns the rows as texts by table, sorted.
     *
     * @param ignored the columns that stay at each peer
     */
    static Map<String, List<String>> of(SmallPeer peer, String... ignored) {
        TranslatedRows rows = new TranslatedRows(peer, Set.of(ignored));
        return peer.get(session -> session.doReturningWork(rows::read));
    }

    private Map<String, List<String>> read(Connection connection) throws SQLException {
        List<String> tables = new ArrayList<>();
        try (ResultSet found = connection.getMetaData().getTables(null, "PUBLIC", "%", new String[] {"BASE TABLE"})) {
            while (found.next()) {
                tables.add(found.getString("TABLE_NAME"));
            }
        }
        tables.removeIf(table -> table.startsWith("MORANGO"));
        Map<String, List<String>> rows = new TreeMap<>();
        for (String table : tables) {
            rows.put(table, rows(connection, table));
        }
        return rows;
    }

    /** The table to which a foreign key leads, and its columns there by those here. */
    private record Reference(String target, Map<String, String> columns) {}

    private static List<Reference> references(DatabaseMetaData tables, String table) throws SQLException {
        Map<String, Reference> references = new LinkedHashMap<>();
        try (ResultSet found = tables.getImportedKeys(null, "PUBLIC", table)) {
            while (found.next()) {
                references
                        .computeIfAbsent(found.getString("FK_NAME"), name -> reference(found))
                        .columns()
                        .put(upper(found.getString("PKCOLUMN_NAME")), upper(found.getString("FKCOLUMN_NAME")));
            }
        }
        return List.copyOf(references.values());
    }

    private static Reference reference(ResultSet row) {
        try {
            return new Reference(upper(row.getString("PKTABLE_NAME")), new HashMap<>());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<String> rows(Connection connection, String table) throws SQLException {
        List<Reference> references = references(connection.getMetaData(), table);
        List<String> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("select * from \"" + table + "\"")) {
            while (found.next()) {
                Map<String, Object> values = values(found);
                if (!Boolean.TRUE.equals(values.get("DELETED"))) {
                    rows.add(translated(upper(table), values, references).toString());
                }
            }
        }
        rows.sort(null);
        return rows;
    }

    private static Map<String, Object> values(ResultSet row) throws SQLException {
        Map<String, Object> values = new TreeMap<>();
        ResultSetMetaData columns = row.getMetaData();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            values.put(upper(columns.getColumnName(i)), row.getObject(i));
        }
        return values;
    }

    private Map<String, Object> translated(String table, Map<String, Object> values, List<Reference> references) {
        Map<String, Object> translated = new TreeMap<>(values);
        translated.keySet().removeAll(ignored);
        Set<String> keyColumns = new HashSet<>();
        List<String> own = keys.get(table);
        if (own != null) {
            translated.put("=", id(table, own.stream().map(values::get).toList()));
            keyColumns.addAll(own);
        }
        for (Reference reference : references) {
            List<String> target = keys.getOrDefault(reference.target(), List.of());
            List<Object> key = target.stream()
                    .map(column -> values.get(reference.columns().get(column)))
                    .toList();
            if (!ignored.containsAll(reference.columns().values())) {
                translated.put(
                        "-> " + reference.columns().values(), key.contains(null) ? null : id(reference.target(), key));
                keyColumns.addAll(reference.columns().values());
            }
        }
        translated.keySet().removeAll(keyColumns);
        return translated;
    }

    private String id(String table, List<Object> key) {
        String text = key.size() == 1
                ? String.valueOf(key.get(0))
                : MAPPER.writeValueAsString(key.stream().map(String::valueOf).toList());
        String id = ids.get(List.of(table, text));
        if (id == null) {
            throw new AssertionError("Row " + text + " of " + table + " has no record");
        }
        return id;
    }
}
