package org.morango.it.database;

import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.BareReplica;
import org.morango.hibernate.Morango;
import org.morango.hibernate.internal.store.InstanceRow;
import org.morango.hibernate.internal.store.MaxCounterRow;
import org.morango.hibernate.internal.store.StoreRecords;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.record.SyncRecord;
import org.morango.replica.Replica;
import org.morango.testkit.simulation.SimulatedDatabase;

/** A database of an application that has things. */
public final class ThingDatabase implements AutoCloseable {
    private final SessionFactory factory;
    private final Things things;
    private volatile Runnable beforeStatements = () -> {};

    /** Makes the database; its tables are created anew. */
    public ThingDatabase(String url, Things things) {
        this.things = things;
        Configuration configuration = new Configuration()
                .addAnnotatedClass(things.entity())
                .setProperty("hibernate.connection.url", url)
                .setProperty("hibernate.hbm2ddl.auto", "create")
                .setProperty("hibernate.connection.pool_size", "100")
                .setStatementInspector(sql -> {
                    beforeStatements.run();
                    return sql;
                });
        this.factory = configuration.buildSessionFactory();
        if (things == Things.WITH_OWN_KEYS && url.startsWith("jdbc:sqlite:")) {
            // Hibernate's dialect gives the key no type here, so that SQLite does not number it. The reference model
            // knows no keys that are used again.
            sql(
                    "drop table NumberedThing",
                    "create table NumberedThing (id integer primary key autoincrement, source varchar(255), place varchar(255),"
                            + " text varchar(255), token integer, unique (source, place))");
        }
    }

    /** Returns a replica on the database, as in a program that has just been started. */
    public Replica replica(SecureRandom random) {
        return BareReplica.on(factory, random);
    }

    /** Sets another instance id, for replicas that are made later. */
    public void name(String instanceId) {
        replica(new SecureRandom());
        change(session -> session.find(InstanceRow.class, 1).instanceId = instanceId);
    }

    /** Runs an action before each statement. */
    public void beforeStatements(Runnable action) {
        beforeStatements = action;
    }

    void change(Consumer<Session> work) {
        factory.inTransaction(work);
    }

    /** Runs SQL on the database. */
    public void sql(String... statements) {
        factory.getCache().evictAllRegions();
        factory.inTransaction(session -> session.doWork(connection -> {
            try (var statement = connection.createStatement()) {
                for (String sql : statements) {
                    statement.execute(sql);
                }
            }
        }));
    }

    /** Returns the names of its tables. */
    public List<String> tables() {
        return factory.fromTransaction(session -> session.createNativeQuery(
                        "select table_name from information_schema.tables where table_schema = 'PUBLIC'", String.class)
                .getResultList());
    }

    /** Inserts or changes a row; returns its content. */
    public String put(String source, String partition, @Nullable String text, @Nullable Integer token) {
        return factory.fromTransaction(session -> {
            AnyThing found = things.find(session, source, partition);
            AnyThing thing = found == null ? things.create(source, partition) : found;
            thing.set(text, token);
            if (found == null) {
                session.persist(thing);
            }
            return thing.content();
        });
    }

    /** Inserts or changes a row with only a token. */
    public void put(String source, String partition, int token) {
        put(source, partition, null, token);
    }

    public void delete(String id) {
        change(session -> session.remove(of(session, id)));
    }

    public void hardDelete(String id) {
        change(session -> Morango.hardDelete(session, of(session, id)));
    }

    private AnyThing of(Session session, String id) {
        String root = root(session);
        return all(session).stream()
                .filter(thing -> things.id(thing, root).equals(id))
                .findFirst()
                .orElseThrow();
    }

    private List<? extends AnyThing> all(Session session) {
        return session.createSelectionQuery("from " + things.entity().getSimpleName(), things.entity())
                .getResultList();
    }

    /** Returns the id of the root certificate, with which all partitions begin; empty if there is none. */
    private static String root(Session session) {
        return session.createSelectionQuery("select distinct c.rootId from MorangoCertificateRow c", String.class)
                .getResultStream()
                .findFirst()
                .orElse("");
    }

    /** Returns the rows by the ids of their records. */
    public SortedMap<String, SimulatedDatabase.Row> rows() {
        SortedMap<String, SimulatedDatabase.Row> rows = new TreeMap<>();
        change(session -> {
            String root = root(session);
            all(session)
                    .forEach(thing -> rows.put(
                            things.id(thing, root),
                            new SimulatedDatabase.Row(things.partition(thing, root), thing.content())));
        });
        return rows;
    }

    /** Returns the store's records by id. */
    public SortedMap<String, SyncRecord> store() {
        SortedMap<String, SyncRecord> store = new TreeMap<>();
        change(session -> session.createSelectionQuery("from MorangoStoreRow", StoreRow.class)
                .getResultList()
                .forEach(row -> store.put(row.id, StoreRecords.read(row))));
        return store;
    }

    /** Returns the database max counters by partition and instance. */
    public Map<String, Map<String, Long>> maxCounters() {
        Map<String, Map<String, Long>> counters = new TreeMap<>();
        change(session -> session.createSelectionQuery("from MorangoMaxCounterRow", MaxCounterRow.class)
                .getResultList()
                .forEach(row -> counters.computeIfAbsent(row.partition, p -> new TreeMap<>())
                        .put(row.instance, row.counter)));
        return counters;
    }

    /** Returns the ids of the pending records. */
    public SortedSet<String> pending() {
        SortedSet<String> pending = new TreeSet<>();
        change(session -> pending.addAll(session.createSelectionQuery("select id from MorangoPendingRow", String.class)
                .getResultList()));
        return pending;
    }

    /** Returns the transfers for which records are queued or buffered. */
    public Set<String> heldTransfers() {
        Set<String> held = new TreeSet<>();
        for (String entity : List.of("MorangoQueueRow", "MorangoBufferRow")) {
            held.addAll(factory.fromTransaction(
                    session -> session.createSelectionQuery("select transferId from " + entity, String.class)
                            .getResultList()));
        }
        return held;
    }

    @Override
    public void close() {
        factory.close();
    }
}
