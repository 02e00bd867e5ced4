package org.morango.hibernate.internal.capture;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.morango.common.MorangoException;
import org.morango.hibernate.internal.store.Database;
import org.morango.hibernate.internal.store.NotedTable;
import org.morango.hibernate.internal.store.PartitionLocks;
import org.morango.hibernate.internal.store.StoreNames;
import org.morango.hibernate.internal.store.SyncedClasses;
import org.morango.hibernate.internal.store.TriggerRow;
import org.morango.hibernate.internal.store.Triggers;
import org.morango.hibernate.internal.store.Triggers.Found;
import org.morango.hibernate.internal.store.Triggers.Trigger;
import org.morango.record.Filter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/** The triggers that a persistence unit needs, and those that its database has. */
public final class TriggerSet {
    private static final Logger LOG = LoggerFactory.getLogger("org.morango.hibernate.mapping.Syncable");
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final int MOST_NAMED = 5;

    private final Triggers kind;
    private final StoreNames names;
    private final List<Trigger> needed;

    /** The tables of synced entities, and others with triggers. */
    private final Set<String> tables;

    /** The triggers on tables of synced entities, by these tables. */
    private final Map<Found, String> present;

    private TriggerSet(SessionFactoryImplementor factory, StatelessSession session) {
        this.kind = Triggers.of(factory);
        this.names = StoreNames.of(factory);
        this.needed = kind.of(TriggeredTables.of(factory, kind), names, session);
        this.tables = tables(factory);
        needed.forEach(trigger -> tables.add(trigger.table()));
        this.present = kind.find(session).stream()
                .filter(found -> tables.stream().anyMatch(found::isOn))
                .collect(Collectors.toMap(
                        found -> found,
                        found -> tables.stream().filter(found::isOn).findFirst().orElseThrow()));
    }

    /**
     * Reads them.
     *
     * @throws MorangoException if triggers cannot note the changes of an entity
     */
    public static TriggerSet of(Database database) {
        return database.read(session -> new TriggerSet(database.factory(), session));
    }

    private static Set<String> tables(SessionFactoryImplementor factory) {
        Set<String> tables = new TreeSet<>();
        factory.getMappingMetamodel().forEachEntityDescriptor(entity -> {
            if (SyncedClasses.isSynced(entity)) {
                tables.addAll(List.of(entity.getSynchronizedQuerySpaces()));
            }
        });
        factory.getMappingMetamodel().forEachCollectionDescriptor(collection -> {
            if (SyncedClasses.isSynced(collection.getOwnerEntityPersister()) && !collection.isInverse()) {
                tables.addAll(List.of(collection.getCollectionSpaces()));
            }
        });
        return tables;
    }

    /**
     * Checks that the database has what a persistence unit needs. Before, it keeps in the database what that is.
     *
     * @throws MorangoException if triggers are missing or others than needed
     */
    public static void check(Database database, PartitionLocks locks) {
        Map<String, TriggerRow> kept = database.read(TriggerSet::kept);
        if (SyncedClasses.areTriggered(database.factory()) || !kept.isEmpty()) {
            TriggerSet set = of(database);
            if (!set.isKept(kept)) {
                // Two processes may start at once.
                locks.exclusive(Filter.EVERYTHING, session -> {
                    set.keep(session);
                    return true;
                });
            }
            set.check();
        }
    }

    private static Map<String, TriggerRow> kept(StatelessSession session) {
        Map<String, TriggerRow> kept = new TreeMap<>();
        session.createSelectionQuery("from MorangoTriggerRow", TriggerRow.class)
                .getResultList()
                .forEach(row -> kept.put(row.name, row));
        return kept;
    }

    /** Returns whether these are the triggers that are needed, as far as they are of the same tables. */
    private boolean isKept(Map<String, TriggerRow> kept) {
        Set<String> own =
                kept.values().stream().filter(this::isOwn).map(row -> row.name).collect(Collectors.toSet());
        return own.equals(needed.stream().map(Trigger::name).collect(Collectors.toSet()));
    }

    private boolean isOwn(TriggerRow row) {
        return tables.stream().map(NotedTable::plain).anyMatch(NotedTable.plain(row.tableName)::equals);
    }

    /** Keeps the needed triggers in place of those of the same tables. */
    private void keep(StatelessSession session) {
        Map<String, TriggerRow> kept = kept(session);
        for (Trigger trigger : needed) {
            if (kept.remove(trigger.name()) == null) {
                TriggerRow row = new TriggerRow();
                row.name = trigger.name();
                row.tableName = trigger.table();
                row.statements = MAPPER.writeValueAsString(trigger.create());
                session.insert(row);
            }
        }
        kept.values().stream().filter(this::isOwn).forEach(session::delete);
    }

    private void check() {
        Set<String> missing = missing().stream().map(Trigger::table).collect(Collectors.toCollection(TreeSet::new));
        if (!missing.isEmpty()) {
            throw new MorangoException(
                    "Entities are captured by triggers, but the database lacks the triggers on " + shortened(missing)
                            + ", or has others than their mapping needs; changes would be lost. Create them:"
                            + " CaptureTriggers.of(entityManagerFactory).create() returns the statements for a migration,"
                            + " install() executes them, and \"morango triggers\" prints them; docs/capture.md says how.",
                    Map.of("tables", String.join(", ", missing)));
        }
        List<String> more = outdated();
        if (!more.isEmpty()) {
            LOG.warn(
                    "The database has triggers that no entity needs any longer: {}. They may note what is noted already;"
                            + " drop them.",
                    shortened(new TreeSet<>(more)));
        }
    }

    private static String shortened(Set<String> names) {
        return names.stream().limit(MOST_NAMED).collect(Collectors.joining(", "))
                + (names.size() > MOST_NAMED ? " and " + (names.size() - MOST_NAMED) + " more" : "");
    }

    private List<Trigger> missing() {
        return needed.stream()
                .filter(trigger -> present.keySet().stream().noneMatch(found -> is(trigger, found)))
                .toList();
    }

    private List<String> outdated() {
        return present.keySet().stream()
                .filter(found -> needed.stream().noneMatch(trigger -> is(trigger, found)))
                .map(Found::name)
                .sorted()
                .toList();
    }

    private static boolean is(Trigger trigger, Found found) {
        return trigger.name().equals(found.name()) && found.isOn(trigger.table());
    }

    /** Returns the statements that create all that are needed, in place of those that the database has. */
    public List<String> create() {
        List<String> statements = new ArrayList<>(drop());
        needed.forEach(trigger -> statements.addAll(trigger.create()));
        return statements;
    }

    /** Returns the statements that drop all, also those that the database has from an earlier mapping. */
    public List<String> drop() {
        Set<String> statements = new TreeSet<>();
        present.forEach((found, table) -> statements.add(kind.drop(table, found.name(), names)));
        needed.forEach(trigger -> statements.add(kind.drop(trigger.table(), trigger.name(), names)));
        return List.copyOf(statements);
    }
}
