package org.morango.it.simulation;

import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.morango.it.database.ThingDatabase;
import org.morango.it.database.Things;
import org.morango.record.SyncRecord;
import org.morango.replica.Replica;
import org.morango.testkit.simulation.SeededRandom;
import org.morango.testkit.simulation.SimulatedDatabase;

/** A database of a JPA application on H2. Databases are reused, because making one takes long. */
public final class H2Database implements SimulatedDatabase {
    private static final Pattern TOKEN = Pattern.compile("\\d+");
    private static final Map<Things, Deque<Tables>> FREE = new EnumMap<>(Things.class);

    private final Things things;
    private final Tables tables;
    private final SecureRandom random;

    /** A database with its tables. */
    private record Tables(ThingDatabase database, List<String> names) {
        static Tables create(Things things) {
            ThingDatabase database = new ThingDatabase(
                    "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;QUERY_CACHE_SIZE=1000", things);
            return new Tables(database, database.tables());
        }

        void empty() {
            run(names.stream().map(name -> "truncate table " + name));
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

    /** Returns what makes such databases. */
    public static BiFunction<String, Random, SimulatedDatabase> of(Things things) {
        return (instanceId, random) -> new H2Database(things, instanceId, random);
    }

    private H2Database(Things things, String instanceId, Random random) {
        this.things = things;
        Tables free;
        synchronized (FREE) {
            free = FREE.computeIfAbsent(things, t -> new ArrayDeque<>()).poll();
        }
        this.tables = free == null ? Tables.create(things) : free;
        this.random = new SeededRandom(random.nextLong());
        database().beforeStatements(() -> {});
        tables.empty();
        database().name(instanceId);
    }

    private ThingDatabase database() {
        return tables.database();
    }

    @Override
    public Replica replica() {
        return database().replica(random);
    }

    @Override
    public String sourceId(String source, String partition) {
        return things.sourceId(source, partition);
    }

    @Override
    public void put(String source, String partition, String content) {
        Matcher token = TOKEN.matcher(content);
        if (!token.find()) {
            throw new IllegalArgumentException(content);
        }
        database().put(source, partition, Integer.parseInt(token.group()));
    }

    @Override
    public void delete(String id) {
        database().delete(id);
    }

    @Override
    public void hardDelete(String id) {
        database().hardDelete(id);
    }

    @Override
    public SortedMap<String, Row> rows() {
        return database().rows();
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
            FREE.get(things).add(tables);
        }
    }
}
