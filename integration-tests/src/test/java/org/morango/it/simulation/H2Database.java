package org.morango.it.simulation;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.morango.it.database.ApplicationDatabase;
import org.morango.record.SyncRecord;
import org.morango.replica.Replica;
import org.morango.testkit.simulation.SeededRandom;
import org.morango.testkit.simulation.SimulatedDatabase;

/** A database of a JPA application on H2. Databases are reused, because making one takes long. */
abstract class H2Database<D extends ApplicationDatabase> implements SimulatedDatabase {
    private static final Map<Object, Deque<Tables<?>>> FREE = new HashMap<>();

    private final Object kind;
    private final Tables<D> tables;
    private final SecureRandom random;
    private Clock clock = Clock.systemUTC();

    /** A database with its tables. */
    private record Tables<D extends ApplicationDatabase>(D database, List<String> names) {
        void empty() {
            run(names.stream().map(name -> "truncate table " + name + " restart identity"));
        }

        void run(Stream<String> statements) {
            database.sql(Stream.of(
                            Stream.of("set referential_integrity false"),
                            statements,
                            Stream.of("set referential_integrity true"))
                    .flatMap(s -> s)
                    .toArray(String[]::new));
        }
    }

    /** @param kind tells databases apart that have other tables */
    @SuppressWarnings("unchecked")
    H2Database(Object kind, Supplier<D> create, String instanceId, Random random) {
        this.kind = kind;
        Tables<D> free;
        synchronized (FREE) {
            free = (Tables<D>)
                    FREE.computeIfAbsent(kind, k -> new ArrayDeque<>()).poll();
        }
        if (free == null) {
            D made = create.get();
            free = new Tables<>(made, made.tables());
        }
        this.tables = free;
        this.random = new SeededRandom(random.nextLong());
        database().beforeStatements(() -> {});
        tables.empty();
        database().name(instanceId);
    }

    /** Returns the URL of a new database. */
    static String url() {
        return "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;QUERY_CACHE_SIZE=1000";
    }

    final D database() {
        return tables.database();
    }

    final SecureRandom random() {
        return random;
    }

    final Clock clock() {
        return clock;
    }

    @Override
    public Replica replica() {
        return database().replica(random, clock);
    }

    @Override
    public void clock(Clock itsClock) {
        clock = itsClock;
    }

    @Override
    public SortedMap<String, SyncRecord> store() {
        return database().store();
    }

    @Override
    public Map<String, Map<String, Long>> maxCounters() {
        return database().maxCounters();
    }

    @Override
    public Set<String> heldTransfers() {
        return database().heldTransfers();
    }

    @Override
    public Runnable backup() {
        tables.run(tables.names().stream()
                .flatMap(name -> Stream.of(
                        "create schema if not exists kept",
                        "drop table if exists kept." + name,
                        "create table kept." + name + " as select * from public." + name)));
        return () -> tables.run(tables.names().stream()
                .flatMap(name -> Stream.of(
                        "truncate table public." + name,
                        "insert into public." + name + " select * from kept." + name)));
    }

    @Override
    public void beforeStatements(Runnable action) {
        database().beforeStatements(action);
    }

    @Override
    public void close() {
        synchronized (FREE) {
            FREE.get(kind).add(tables);
        }
    }
}
