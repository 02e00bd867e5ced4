package org.morango.it.database;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.morango.hibernate.BareReplica;
import org.morango.hibernate.internal.store.InstanceRow;
import org.morango.hibernate.internal.store.MaxCounterRow;
import org.morango.hibernate.internal.store.PendingRow;
import org.morango.hibernate.internal.store.StoreRecords;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.record.SyncRecord;
import org.morango.replica.Replica;

/** A database of an application with some entities. */
public class ApplicationDatabase implements AutoCloseable {
    private final SessionFactory factory;
    private volatile Runnable beforeStatements = () -> {};

    /** Makes the database; its tables are created anew. */
    public ApplicationDatabase(String url, List<Class<?>> entities) {
        Configuration configuration = new Configuration();
        entities.forEach(configuration::addAnnotatedClass);
        this.factory = configuration
                .setProperty("hibernate.connection.url", url)
                .setProperty("hibernate.hbm2ddl.auto", "create")
                .setProperty("hibernate.connection.pool_size", "100")
                .setStatementInspector(sql -> {
                    beforeStatements.run();
                    return sql;
                })
                .buildSessionFactory();
    }

    /** Returns a replica on the database, as in a program that has just been started. */
    public Replica replica(SecureRandom random, Clock clock) {
        return BareReplica.on(factory, random, clock);
    }

    /** Sets another instance id, for replicas that are made later. */
    public void name(String instanceId) {
        replica(new SecureRandom(), Clock.systemUTC());
        change(session -> session.find(InstanceRow.class, 1).instanceId = instanceId);
    }

    /** Runs an action before each statement. */
    public void beforeStatements(Runnable action) {
        beforeStatements = action;
    }

    public SessionFactory factory() {
        return factory;
    }

    public void change(Consumer<Session> work) {
        factory.inTransaction(work);
    }

    public <T> T read(Function<Session, T> work) {
        return factory.fromTransaction(work);
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

    /** Returns the store's records by id. */
    public SortedMap<String, SyncRecord> store() {
        SortedMap<String, SyncRecord> store = new TreeMap<>();
        change(session -> session.createSelectionQuery("from MorangoStoreRow", StoreRow.class)
                .getResultList()
                .forEach(row -> store.put(row.id, StoreRecords.read(row))));
        return store;
    }

    /** Returns the database max counters by partition and instance, without those that a peer alone has told. */
    public Map<String, Map<String, Long>> maxCounters() {
        Map<String, Map<String, Long>> counters = new TreeMap<>();
        change(session -> session.createSelectionQuery(
                        "from MorangoMaxCounterRow m where m.toldBy = ''", MaxCounterRow.class)
                .getResultList()
                .forEach(row -> counters.computeIfAbsent(row.partition, p -> new TreeMap<>())
                        .put(row.instance, row.counter)));
        return counters;
    }

    /** Returns the reasons of the pending records, by id. */
    public SortedMap<String, String> pending() {
        SortedMap<String, String> pending = new TreeMap<>();
        change(session -> session.createSelectionQuery("from MorangoPendingRow", PendingRow.class)
                .getResultList()
                .forEach(row -> pending.put(row.id, String.valueOf(row.reason))));
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
