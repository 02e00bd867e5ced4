package org.morango.hibernate.internal.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.hibernate.metamodel.mapping.SelectableMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.mapping.StoreTables;
import org.morango.replica.ReplicaException;

/**
 * Checks at start-up whether the database has the library's tables and columns. Takes one statement, and more if that
 * fails.
 */
final class SchemaCheck {
    private static final int MAX_NAMED = 5;

    private final Database database;

    /** The required columns by table, both as named in SQL. */
    private final Map<String, Set<String>> needed = new TreeMap<>();

    private SchemaCheck(Database database) {
        this.database = database;
    }

    /** @throws ReplicaException if something is missing; the message says what, and how to add it */
    static void run(Database database) {
        SchemaCheck check = new SchemaCheck(database);
        database.factory().getMappingMetamodel().forEachEntityDescriptor(check::add);
        if (check.needed.isEmpty()) {
            throw new ReplicaException(
                    "This persistence unit has no synced entities, and so none of the library's tables; if it is to pass on"
                            + " records without having any of its own, set its property " + StoreTables.SETTING
                            + " to true.",
                    Map.of(),
                    null);
        }
        SQLException failure = check.selectAll();
        if (failure == null) {
            return;
        }
        List<String> missing = check.missing();
        if (missing.isEmpty()) {
            throw new ReplicaException("The database failed: " + Database.reason(failure), Map.of(), failure);
        }
        throw new ReplicaException(
                "The database lacks what this library needs: " + shortened(missing)
                        + ". Run the library's migrations (classpath:org/morango/migrations, for Flyway and Liquibase), or"
                        + " set hibernate.hbm2ddl.auto to update; docs/migrations.md says how.",
                Map.of("missing", String.join("; ", missing)),
                failure);
    }

    private void add(EntityPersister entity) {
        if (StoreMappings.isOwn(entity.getMappedClass())) {
            entity.getIdentifierMapping().forEachSelectable((at, column) -> add(entity, column));
            entity.forEachSelectable((at, column) -> add(entity, column));
        }
    }

    private void add(EntityPersister entity, SelectableMapping column) {
        String table = entity.getIdentifierTableDetails().getTableName();
        needed.computeIfAbsent(table, name -> new LinkedHashSet<>()).add(column.getSelectionExpression());
    }

    private @Nullable SQLException selectAll() {
        String all = needed.entrySet().stream()
                .map(table -> "select 1 from " + table.getKey() + " where 1 = 0 and ("
                        + String.join(" is null or ", table.getValue()) + " is null)")
                .collect(Collectors.joining(" union all "));
        return database.<Optional<SQLException>>read(session -> session.doReturningWork(connection -> {
                    try (Statement statement = connection.createStatement()) {
                        statement.execute(all);
                        return Optional.empty();
                    } catch (SQLException e) {
                        giveBackUnharmed(connection);
                        return Optional.of(e);
                    }
                }))
                .orElse(null);
    }

    private List<String> missing() {
        return database.read(session -> session.doReturningWork(connection -> {
            List<String> missing = new ArrayList<>();
            for (Map.Entry<String, Set<String>> table : needed.entrySet()) {
                Set<String> lacking = new LinkedHashSet<>(table.getValue());
                try (Statement statement = connection.createStatement();
                        ResultSet nothing =
                                statement.executeQuery("select * from " + table.getKey() + " where 1 = 0")) {
                    Collection<String> present = names(nothing.getMetaData());
                    lacking.removeIf(column -> present.contains(plain(column)));
                    lacking.forEach(column -> missing.add("column " + column + " of " + table.getKey()));
                } catch (SQLException e) {
                    giveBackUnharmed(connection);
                    missing.add("table " + table.getKey());
                }
            }
            return missing;
        }));
    }

    private static Collection<String> names(ResultSetMetaData columns) throws SQLException {
        Collection<String> names = new ArrayList<>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
            names.add(plain(columns.getColumnName(i)));
        }
        return names;
    }

    /**
     * Rolls back the connection before it is released: PostgreSQL runs nothing in a transaction with a failed
     * statement.
     */
    private static void giveBackUnharmed(Connection connection) throws SQLException {
        if (!connection.getAutoCommit()) {
            connection.rollback();
        }
    }

    private static String plain(String name) {
        return name.replaceAll("[\"`\\[\\]]", "").toLowerCase(Locale.ROOT);
    }

    private static String shortened(List<String> missing) {
        return missing.size() <= MAX_NAMED
                ? String.join(", ", missing)
                : String.join(", ", missing.subList(0, MAX_NAMED)) + " and " + (missing.size() - MAX_NAMED) + " more";
    }
}
