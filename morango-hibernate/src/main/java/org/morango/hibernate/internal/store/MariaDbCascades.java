package org.morango.hibernate.internal.store;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.StatelessSession;
import org.morango.hibernate.internal.store.NotedTable.Parts;
import org.morango.hibernate.internal.store.NotedTable.Subject;
import org.morango.hibernate.internal.store.RowTriggers.Event;
import org.morango.hibernate.internal.store.RowTriggers.Step;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The foreign keys by which MariaDB changes rows without running their triggers. The models of such rows are compared
 * after a row is deleted, or given another key, on which they depend.
 */
final class MariaDbCascades {
    private static final Logger LOG = LoggerFactory.getLogger(Triggers.class);
    private static final String ACTIONS = "('CASCADE', 'SET NULL', 'SET DEFAULT')";

    private final Collection<ForeignKey> keys;

    private MariaDbCascades(Collection<ForeignKey> keys) {
        this.keys = keys;
    }

    private record ForeignKey(
            String name,
            String table,
            String referenced,
            boolean onDelete,
            boolean onUpdate,
            List<String> columns,
            List<String> targets) {}

    /** Makes the statement of a trigger, of the models to be compared, the rest of its condition, and names. */
    interface Statement {
        String of(List<Subject> subjects, String condition, StoreNames names);
    }

    /** Reads the foreign keys of the current database that change rows. */
    static MariaDbCascades read(StatelessSession session) {
        Map<String, ForeignKey> keys = new LinkedHashMap<>();
        session.createNativeQuery(
                        "select r.constraint_name, r.table_name, r.referenced_table_name,"
                                + " r.delete_rule in " + ACTIONS + ", r.update_rule in " + ACTIONS
                                + ", k.column_name, k.referenced_column_name"
                                + " from information_schema.referential_constraints r"
                                + " join information_schema.key_column_usage k"
                                + " on k.constraint_schema = r.constraint_schema and k.table_name = r.table_name"
                                + " and k.constraint_name = r.constraint_name"
                                + " where r.constraint_schema = database() and (r.delete_rule in " + ACTIONS
                                + " or r.update_rule in " + ACTIONS
                                + ") order by r.table_name, r.constraint_name, k.ordinal_position",
                        Object[].class)
                .getResultStream()
                .forEach(row -> {
                    ForeignKey key = keys.computeIfAbsent(
                            row[1] + "." + row[0],
                            name -> new ForeignKey(
                                    name,
                                    (String) row[1],
                                    (String) row[2],
                                    ((Number) row[3]).intValue() == 1,
                                    ((Number) row[4]).intValue() == 1,
                                    new ArrayList<>(),
                                    new ArrayList<>()));
                    key.columns().add((String) row[5]);
                    key.targets().add((String) row[6]);
                });
        return new MariaDbCascades(keys.values());
    }

    /** Returns what has to be done on the tables on which others depend, by their names in SQL. */
    Map<String, List<Step>> steps(List<NotedTable> tables, Statement statement, StoreNames names) {
        Map<String, String> inSql = tables.stream()
                .collect(Collectors.toMap(table -> NotedTable.plain(table.name()), NotedTable::name, (a, b) -> a));
        Map<String, List<Step>> steps = new LinkedHashMap<>();
        Set<String> unseen = new LinkedHashSet<>();
        for (String parent :
                keys.stream().map(ForeignKey::referenced).collect(Collectors.toCollection(LinkedHashSet::new))) {
            List<Step> own = new ArrayList<>();
            List<Subject> deleted = subjects(parent, tables, true, unseen);
            if (!deleted.isEmpty()) {
                own.add(new Step(Event.DELETE, false, statement.of(deleted, "", names)));
            }
            List<Subject> changed = subjects(parent, tables, false, unseen);
            if (!changed.isEmpty()) {
                own.add(new Step(Event.UPDATE, false, statement.of(changed, " and (" + moved(parent) + ")", names)));
            }
            if (!own.isEmpty()) {
                steps.put(inSql.getOrDefault(NotedTable.plain(parent), "`" + parent + "`"), own);
            }
        }
        if (!unseen.isEmpty()) {
            LOG.info(
                    "Triggers do not see what these foreign keys change by themselves: {}. The models of such rows are"
                            + " compared with the store after a row is deleted to which they refer.",
                    String.join(", ", unseen));
        }
        return steps;
    }

    private String moved(String parent) {
        return keys.stream()
                .filter(key -> key.referenced().equals(parent) && key.onUpdate())
                .flatMap(key -> key.targets().stream())
                .distinct()
                .map(column -> "not (old.`" + column + "` <=> new.`" + column + "`)")
                .collect(Collectors.joining(" or "));
    }

    /** Returns the models with rows that the database changes by itself with a row of a table, through all its keys. */
    private List<Subject> subjects(String parent, List<NotedTable> tables, boolean onDelete, Set<String> unseen) {
        Set<Subject> found = new LinkedHashSet<>();
        Set<String> seen = new LinkedHashSet<>(List.of(parent));
        Deque<String> open = new ArrayDeque<>(seen);
        while (!open.isEmpty()) {
            String target = open.remove();
            for (ForeignKey key : keys) {
                if (key.referenced().equals(target) && (onDelete ? key.onDelete() : key.onUpdate())) {
                    tables.stream()
                            .filter(table -> NotedTable.plain(table.name()).equalsIgnoreCase(key.table()))
                            .flatMap(table -> subjects(table, key, parent))
                            .forEach(subject -> {
                                found.add(subject);
                                unseen.add(key.name());
                            });
                    if (seen.add(key.table())) {
                        open.add(key.table());
                    }
                }
            }
        }
        return List.copyOf(found);
    }

    /** Returns the models of a table's rows, without those that are deleted themselves with these rows. */
    private static Stream<Subject> subjects(NotedTable table, ForeignKey key, String parent) {
        return Stream.concat(
                table.own().stream().flatMap(rows -> rows.all().stream()),
                table.parts().stream()
                        .filter(parts -> !isOfDeleted(parts, key, parent))
                        .flatMap(parts -> parts.whole().all().stream()));
    }

    private static boolean isOfDeleted(Parts parts, ForeignKey key, String parent) {
        return NotedTable.plain(parts.whole().table()).equalsIgnoreCase(parent)
                && parts.columns().stream()
                        .map(NotedTable::plain)
                        .toList()
                        .equals(key.columns().stream().map(NotedTable::plain).toList());
    }
}
