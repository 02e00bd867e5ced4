package org.morango.it.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.morango.certificate.Certificate;
import org.morango.certificate.SigningKey;
import org.morango.common.MorangoException;
import org.morango.counter.Claim;
import org.morango.counter.PartitionCounters;
import org.morango.hibernate.Morango;
import org.morango.hibernate.RandomRuns;
import org.morango.record.Filter;
import org.morango.record.ScopeDefinition;
import org.morango.record.SyncRecord;
import org.morango.replica.FsicFormat;
import org.morango.replica.FsicRole;
import org.morango.replica.Replica;
import org.morango.testkit.InMemoryReplica;
import org.morango.testkit.simulation.NumberedDatabase.Kind;
import org.morango.testkit.simulation.NumberedDatabase.Row;
import org.morango.testkit.simulation.SeededRandom;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Moves and unions crash before each of their statements in turn, and are done again. Each row keeps its key, and has
 * exactly one record, where its values say that it belongs.
 */
abstract class MoveCrashPointsContract {
    private static final String PROFILE = InMemoryReplica.PROFILE;
    private static final ScopeDefinition ALL = ScopeDefinition.named("all", PROFILE)
            .primaryParam("root")
            .readWrite("${root}")
            .build();
    private static final SigningKey KEY = SigningKey.generate(new SeededRandom(1));
    private static final Certificate ROOT = Certificate.root(KEY, ALL, Map.of());
    private static final List<String> PLACES = List.of("north", "south");
    private static final int MOST_STATEMENTS = 500;

    /** With each commit, others of so many statements are the last ones. */
    private static final int STEP = RandomRuns.count(40, 1);

    private CrateDatabase here;
    private CrateDatabase there;
    private Replica own;
    private Replica other;
    private Morango morango;
    private int transfers;
    private int owners;

    abstract String url();

    @BeforeEach
    void open() {
        here = new CrateDatabase(url());
        there = new CrateDatabase("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        own = joined(here);
        other = joined(there);
        morango = Morango.on(here.factory());
    }

    private static Replica joined(CrateDatabase database) {
        Replica replica = database.replica(new SecureRandom(), Clock.systemUTC());
        replica.certificates().save(ALL);
        replica.certificates().save(List.of(ROOT), KEY);
        return replica;
    }

    @AfterEach
    void close() {
        here.close();
        there.close();
    }

    private static String partition(String place) {
        return ROOT.id() + ":" + place + ":";
    }

    private static Row row(CrateDatabase database, String tag) {
        return database.rows().stream()
                .filter(row -> row.tag().equals(tag))
                .findFirst()
                .orElseThrow();
    }

    private static void insert(CrateDatabase database, Kind kind, String tag, String place, @Nullable String parent) {
        Long key = parent == null ? null : row(database, parent).key();
        database.insert(new Row(kind, 0, tag, place, 0, key));
    }

    /** Makes a crate with two parcels, one of which is in the same place. */
    private static void makeCrate(CrateDatabase database) {
        insert(database, Kind.OWNER, "owner", "north", null);
        insert(database, Kind.CRATE, "crate", "north", "owner");
        insert(database, Kind.PARCEL, "parcel", "north", "crate");
        insert(database, Kind.PARCEL, "other", "south", "crate");
    }

    private static void bring(CrateDatabase database, String place) {
        Row crate = row(database, "crate");
        database.update(crate.with(place, crate.token(), crate.parent()));
    }

    /** Does work that crashes, again and again, each time before a later statement. The number counts the times. */
    private void crash(IntFunction<Runnable> prepare) {
        int statement = Math.floorMod(RandomRuns.seed(), STEP);
        int crashes = 0;
        for (boolean crashed = true; crashed && statement < MOST_STATEMENTS; crashes++) {
            Runnable work = prepare.apply(crashes);
            crashed = Crash.before(statement, here::beforeStatements, work);
            work.run();
            checkRecords("after a crash before statement " + statement);
            statement += STEP;
        }
        assertThat(statement).isBetween(STEP + 1, MOST_STATEMENTS - 1);
    }

    private void checkRecords(String when) {
        Map<String, Long> keys = here.keys();
        Map<String, String> ids = new HashMap<>();
        List<String> stored = new ArrayList<>();
        here.store().values().stream()
                .filter(rec -> keys.containsKey(rec.id()))
                .forEach(rec -> ids.put(rec.modelName() + " " + keys.get(rec.id()), rec.id()));
        here.store().values().stream()
                .filter(rec -> !rec.deleted())
                .forEach(rec -> stored.add(keys.get(rec.id()) + " " + rec.partition() + " " + text(rec)));
        assertThat(stored)
                .as(when)
                .containsExactlyInAnyOrderElementsOf(
                        here.rows().stream().map(row -> expected(row, ids)).toList());
        assertThat(here.pending()).as(when).isEmpty();
    }

    private static String expected(Row row, Map<String, String> ids) {
        Kind kind = row.kind().parent();
        String parent = kind == null || row.parent() == null ? null : ids.get(kind.model() + " " + row.parent());
        String place = partition(row.place()) + (row.kind() == Kind.PARCEL ? parent + ":" : "");
        return row.key() + " " + place + " " + row.kind().model() + " " + row.tag() + " " + row.place() + " " + parent;
    }

    private static String text(SyncRecord rec) {
        JsonNode content = JsonMapper.shared().readTree(rec.serialized());
        String parent = Stream.of("owner_id", "crate_id")
                .map(name -> content.path(name).stringValue(""))
                .filter(id -> !id.isEmpty())
                .findFirst()
                .orElse(null);
        return rec.modelName() + " " + content.get("tag").stringValue() + " "
                + content.get("place").stringValue() + " " + parent;
    }

    @Test
    void serializingAMove() {
        makeCrate(here);
        own.serialize(PROFILE, Filter.EVERYTHING);
        crash(number -> {
            bring(here, PLACES.get((number + 1) % 2));
            return () -> own.serialize(PROFILE, Filter.EVERYTHING);
        });
    }

    @Test
    void movingAll() {
        makeCrate(here);
        own.serialize(PROFILE, Filter.EVERYTHING);
        crash(number -> {
            here.sql("update Crate set place = '" + PLACES.get((number + 1) % 2) + "'");
            return () -> morango.moveAll(Crate.class);
        });
    }

    /** Returns the receiving of some partitions, in a transfer that may be repeated. */
    private Runnable receiving(String partition) {
        String transfer = String.format("%032x", ++transfers);
        Filter filter = Filter.of(partition);
        other.serialize(PROFILE, filter);
        PartitionCounters held =
                other.fsic(filter, FsicRole.SENDER, FsicFormat.V2).expand(filter);
        PartitionCounters known =
                own.fsic(filter, FsicRole.RECEIVER, FsicFormat.V2).expand(filter);
        other.queue(transfer, PROFILE, held.diff(known));
        List<SyncRecord> records = other.queued(transfer, 0, 1_000, Long.MAX_VALUE);
        return () -> {
            own.buffer(transfer, records);
            own.integrate(transfer, PROFILE, Claim.known(held));
            own.serialize(PROFILE, filter);
            own.deserialize(PROFILE, filter);
        };
    }

    /**
     * Receives a move in two transfers, while a row here has just been added to what moves.
     *
     * @param isOldFirst whether the deletion in the old partition comes first
     */
    private void receive(boolean isOldFirst) {
        makeCrate(there);
        receiving(ROOT.id()).run();
        Row before = row(here, "crate");
        crash(number -> {
            String from = PLACES.get(number % 2);
            String to = PLACES.get((number + 1) % 2);
            bring(there, to);
            here.rows().stream()
                    .filter(row -> row.tag().equals("late"))
                    .forEach(row -> here.delete(List.of(row), false));
            insert(here, Kind.PARCEL, "late", from, "crate");
            Runnable first = receiving(partition(isOldFirst ? from : to));
            Runnable second = receiving(partition(isOldFirst ? to : from));
            return () -> {
                first.run();
                second.run();
                // The next sync of the partition that came first writes what has waited for the other one.
                own.deserialize(PROFILE, Filter.EVERYTHING);
            };
        });
        assertThat(row(here, "crate").key()).isEqualTo(before.key());
        assertThat(row(here, "crate").place()).isEqualTo(row(there, "crate").place());
    }

    @Test
    void receivingTheDeletionOfAMoveFirst() {
        receive(true);
    }

    @Test
    void receivingTheSuccessorFirst() {
        receive(false);
    }

    /** Enters the same thing here and there, and receives that of there; returns its record, with the lower id. */
    private String meet(String tag) {
        insert(here, Kind.OWNER, tag, "north", null);
        insert(there, Kind.OWNER, tag, "north", null);
        own.serialize(PROFILE, Filter.EVERYTHING);
        receiving(ROOT.id()).run();
        return here.pending().firstKey();
    }

    @Test
    void uniting() {
        crash(number -> {
            String tag = "owner " + owners++;
            String waiting = meet(tag);
            while (waiting.compareTo(recordId(tag)) > 0) {
                here.delete(List.of(row(here, tag)), false);
                own.serialize(PROFILE, Filter.EVERYTHING);
                own.deserialize(PROFILE, Filter.EVERYTHING);
                tag = "owner " + owners++;
                waiting = meet(tag);
            }
            insert(here, Kind.CRATE, "crate of " + tag, "south", tag);
            own.serialize(PROFILE, Filter.EVERYTHING);
            return unite(row(here, tag), waiting);
        });
    }

    private String recordId(String tag) {
        return morango.recordId(Owner.class, row(here, tag).key()).orElseThrow();
    }

    private Runnable unite(Row row, String waiting) {
        return () -> {
            try {
                morango.unite(Owner.class, row.key(), waiting);
            } catch (MorangoException e) {
                // It was done before the crash. What was left is done by the next sync.
                assertThat(e).hasMessageContaining("the record has row " + row.key());
                own.serialize(PROFILE, Filter.EVERYTHING);
                own.deserialize(PROFILE, Filter.EVERYTHING);
            }
            assertThat(recordId(row.tag())).isEqualTo(waiting);
        };
    }
}
