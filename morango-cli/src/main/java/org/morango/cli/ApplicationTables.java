package org.morango.cli;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.morango.common.MorangoException;
import org.morango.hibernate.internal.model.RowIdentity;
import org.morango.hibernate.internal.store.Database;
import org.morango.hibernate.internal.store.KeyNumbers;
import org.morango.hibernate.internal.store.ModelRow;

/** The tables of the application's models, as the application has noted them at its last start. */
final class ApplicationTables {
    private static final int MOST_MODELS = 10_000;

    private final Map<String, ApplicationTable> byName = new TreeMap<>();
    private final Map<String, ApplicationTable> byModel = new HashMap<>();
    private final Set<String> unchecked = new TreeSet<>();
    private final Set<KeyNumbers> numbers = new LinkedHashSet<>();

    private ApplicationTables() {}

    /** Reads the notes. Reports tables that cannot be read. */
    static ApplicationTables read(CliDatabase database, Findings findings) {
        Map<String, SortedSet<String>> hierarchies = new HashMap<>();
        List<ModelRow> models = new ArrayList<>();
        database.select(
                        Object[].class,
                        MOST_MODELS,
                        "select m.profile, m.modelName, m.hierarchy, m.identity, m.keyTable, m.keyColumn,"
                                + " m.keyQuery, m.keyNumbers from MorangoModelRow m")
                .forEach(row -> {
                    ModelRow model = model(row);
                    models.add(model);
                    hierarchies
                            .computeIfAbsent(model.profile + "/" + model.hierarchy, h -> new TreeSet<>())
                            .add(model.modelName);
                });
        ApplicationTables tables = new ApplicationTables();
        for (ModelRow model : models) {
            tables.add(model, Objects.requireNonNull(hierarchies.get(model.profile + "/" + model.hierarchy)));
        }
        tables.dropUnreadable(database, findings);
        return tables;
    }

    private static ModelRow model(Object[] row) {
        ModelRow model = new ModelRow();
        model.profile = (String) row[0];
        model.modelName = (String) row[1];
        model.hierarchy = (String) row[2];
        model.identity = (String) row[3];
        model.keyTable = (String) row[4];
        model.keyColumn = (String) row[5];
        model.keyQuery = (String) row[6];
        model.keyNumbers = (String) row[7];
        return model;
    }

    private void add(ModelRow model, SortedSet<String> hierarchy) {
        String name = model.profile + "/" + model.modelName;
        String table = model.keyTable;
        String column = model.keyColumn;
        if (table == null || column == null) {
            unchecked.add(name);
            return;
        }
        if (model.keyNumbers != null) {
            KeyNumbers known = KeyNumbers.parse(table, column, model.keyNumbers);
            if (known != null) {
                numbers.add(known);
            }
        }
        byModel.put(
                name,
                byName.computeIfAbsent(
                        table,
                        t -> new ApplicationTable(
                                table,
                                model.keyQuery,
                                List.of(column.split(", ")),
                                model.profile,
                                hierarchy,
                                model.identity.equals(RowIdentity.RECORD.name()))));
    }

    private void dropUnreadable(CliDatabase database, Findings findings) {
        byName.values().removeIf(table -> {
            try {
                database.read(session -> session.doReturningWork(connection -> table.after(connection, null, 1)));
                return false;
            } catch (MorangoException e) {
                findings.add(
                        "table",
                        "table " + table.name() + " of " + table.profile() + "/" + String.join(", ", table.models()),
                        "cannot be read: " + Database.reason(e),
                        "let this command's user read it; or start the application once, which notes its tables");
                byModel.values().removeIf(table::equals);
                return true;
            }
        });
    }

    /** Returns them in the order of their names. */
    Collection<ApplicationTable> all() {
        return byName.values();
    }

    /** Returns the table of a model; null if the application has none, or it cannot be checked. */
    @Nullable
    ApplicationTable find(String profile, String modelName) {
        return byModel.get(profile + "/" + modelName);
    }

    /** Returns what numbers the rows of the tables. */
    List<KeyNumbers> numbers() {
        return numbers.stream().filter(each -> byName.containsKey(each.table())).toList();
    }

    /** Returns the models whose tables are not noted. */
    Set<String> unchecked() {
        return unchecked;
    }
}
