package org.morango.it.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.morango.certificate.Certificate;
import org.morango.certificate.SigningKey;
import org.morango.counter.Claim;
import org.morango.counter.FsicV2;
import org.morango.counter.PartitionCounters;
import org.morango.hibernate.RandomRuns;
import org.morango.record.Filter;
import org.morango.record.Ids;
import org.morango.record.ScopeDefinition;
import org.morango.record.SyncRecord;
import org.morango.replica.FsicFormat;
import org.morango.replica.FsicRole;
import org.morango.replica.Replica;
import org.morango.testkit.InMemoryReplica;
import org.morango.testkit.simulation.LessonDatabase;
import org.morango.testkit.simulation.SeededRandom;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The same random operations on a database and on the reference model have the same result. */
abstract class ReferenceModelContract {
    private static final String MODEL = LessonDatabase.MODEL;
    /** Number of requested seeds of which one is run. */
    private static final long SHARE = 20;

    private static final String PROFILE = InMemoryReplica.PROFILE;
    /** Stands for the other peer. */
    private static final String OTHER = "0".repeat(32);

    private static final ScopeDefinition ALL = ScopeDefinition.named("all", PROFILE)
            .primaryParam("dataset_id")
            .readWrite("${dataset_id}")
            .build();
    private static final SigningKey KEY = SigningKey.generate(new SeededRandom(1));
    private static final Certificate ROOT = Certificate.root(KEY, ALL, Map.of());
    private static final List<String> PARTITIONS = List.of(ROOT.id() + ":a:", ROOT.id() + ":b:");
    private static final List<Filter> FILTERS =
            List.of(Filter.of(ROOT.id()), Filter.of(PARTITIONS.get(0)), Filter.EVERYTHING);

    private final Things things;

    ReferenceModelContract(Things things) {
        this.things = things;
    }

    abstract String url();

    /** Returns the default number of seeds. */
    abstract long seeds();

    @TestFactory
    List<DynamicTest> doesAsTheModelDoes() {
        long first = Long.getLong("simulation.first", RandomRuns.seed());
        return LongStream.range(first, first + Math.max(seeds(), Long.getLong("simulation.seeds", 0) / SHARE))
                .mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed, () -> {
                    try (Pair pair = new Pair(seed, url(), things)) {
                        pair.run(40);
                    }
                }))
                .toList();
    }

    /** A database and its model, and another peer with which both exchange records. */
    private static final class Pair implements AutoCloseable {
        private final Random random;
        private final Things kind;
        private final ThingDatabase things;
        private final Replica database;
        private final InMemoryReplica model;
        private final InMemoryReplica other;
        private final List<String> done = new ArrayList<>();
        private int transfers;

        Pair(long seed, String url, Things kind) {
            this.kind = kind;
            random = new Random(seed);
            things = new ThingDatabase(url, kind);
            String id = Ids.random(random);
            things.name(id);
            database = things.replica(new SecureRandom(), Clock.systemUTC());
            database.certificates().save(ALL);
            database.certificates().save(List.of(ROOT), KEY);
            model = new InMemoryReplica(id, new Random(seed));
            if (kind == Things.WITH_OWN_KEYS) {
                model.useOwnKeys();
            }
            other = new InMemoryReplica(Ids.random(random), new Random(seed + 1));
        }

        void run(int steps) {
            for (int i = 0; i < steps; i++) {
                step();
                assertThat(ofDatabase()).as("after " + done).isEqualTo(ofModel());
            }
        }

        private void step() {
            int what = random.nextInt(12);
            Filter filter = FILTERS.get(random.nextInt(FILTERS.size()));
            if (what < 4) {
                edit();
            } else if (what < 5) {
                delete();
            } else if (what < 6) {
                done.add("serialize " + filter);
                database.serialize(PROFILE, filter);
                model.serialize(PROFILE, filter);
            } else if (what < 7) {
                done.add("deserialize " + filter);
                // A database reports rows that have just been changed as not written yet.
                assertThat(database.deserialize(PROFILE, filter).written())
                        .isEqualTo(model.deserialize(PROFILE, filter).written());
            } else if (what < 9) {
                editOther();
            } else if (what < 11) {
                receive(filter);
            } else {
                send(filter);
            }
        }

        private void edit() {
            String source = "s" + random.nextInt(3);
            String partition = PARTITIONS.get(random.nextInt(2));
            String text = "t" + done.size();
            done.add("edit " + source + " of " + partition);
            model.put(MODEL, kind.sourceId(source, partition), partition, things.put(source, partition, text, null));
        }

        private void delete() {
            List<String> ids = List.copyOf(model.rows().keySet());
            if (ids.isEmpty()) {
                return;
            }
            String id = ids.get(random.nextInt(ids.size()));
            boolean hard = random.nextInt(3) == 0;
            done.add((hard ? "hard delete " : "delete ") + id);
            if (hard) {
                things.hardDelete(id);
                model.hardDelete(id);
            } else {
                things.delete(id);
                model.delete(id);
            }
        }

        private void editOther() {
            String source = "s" + random.nextInt(3);
            String partition = PARTITIONS.get(random.nextInt(2));
            String sourceId = kind.sourceId(source, partition);
            String id = Ids.recordId(partition, sourceId, MODEL);
            boolean deletes = other.rows().containsKey(id) && random.nextInt(4) == 0;
            done.add("elsewhere " + (deletes ? "delete " : "edit ") + source + " of " + partition);
            if (!deletes) {
                String content = AnyThing.content(source, kind.place(partition), "o" + done.size(), null);
                other.put(MODEL, sourceId, partition, content);
            } else if (random.nextBoolean()) {
                other.delete(id);
            } else {
                other.hardDelete(id);
            }
            other.serialize(PROFILE, Filter.EVERYTHING);
        }

        private void receive(Filter filter) {
            String transfer = transfer("receive " + filter);
            other.serialize(PROFILE, filter);
            PartitionCounters held =
                    other.fsic(filter, FsicRole.SENDER, FsicFormat.V2).expand(filter);
            PartitionCounters known =
                    model.fsic(filter, FsicRole.RECEIVER, FsicFormat.V2, OTHER).expand(filter);
            other.queue(transfer, PROFILE, held.diff(known));
            List<SyncRecord> records = other.queued(transfer, 0, 100, Long.MAX_VALUE);
            boolean integrates = random.nextBoolean();
            for (Replica replica : List.of(database, model)) {
                replica.buffer(transfer, records);
            }
            Claim claim = new Claim(OTHER, filter, held);
            assertThat(integrates ? database.integrate(transfer, PROFILE, claim) : database.dequeue(transfer, claim))
                    .isEqualTo(model.dequeue(transfer, claim));
            // The model now writes what a database has written already.
            database.deserialize(PROFILE, Filter.EVERYTHING);
            model.deserialize(PROFILE, Filter.EVERYTHING);
        }

        private void send(Filter filter) {
            String transfer = transfer("send " + filter);
            database.serialize(PROFILE, filter);
            model.serialize(PROFILE, filter);
            PartitionCounters held =
                    model.fsic(filter, FsicRole.SENDER, FsicFormat.V2).expand(filter);
            PartitionCounters known =
                    other.fsic(filter, FsicRole.RECEIVER, FsicFormat.V2).expand(filter);
            assertThat(database.queue(transfer, PROFILE, held.diff(known)))
                    .isEqualTo(model.queue(transfer, PROFILE, held.diff(known)));
            List<SyncRecord> records = model.queued(transfer, 0, 100, Long.MAX_VALUE);
            assertThat(described(database.queued(transfer, 0, 100, Long.MAX_VALUE)))
                    .as("after " + done)
                    .isEqualTo(described(records));
            other.buffer(transfer, records);
            other.dequeue(transfer, Claim.known(held));
            other.deserialize(PROFILE, Filter.EVERYTHING);
            database.discard(transfer);
            model.discard(transfer);
        }

        private String transfer(String what) {
            done.add(what);
            return String.format("%032x", ++transfers);
        }

        private static Map<String, String> described(List<SyncRecord> records) {
            Map<String, String> described = new TreeMap<>();
            records.forEach(rec -> described.put(rec.id(), describe(rec)));
            return described;
        }

        private static String describe(SyncRecord rec) {
            return rec.version() + " " + rec.history().counters() + " " + json(rec.serialized()) + " "
                    + (rec.deleted() ? "deleted " : "") + (rec.hardDeleted() ? "hard " : "") + "kept "
                    + new TreeSet<>(
                            rec.conflictingData().lines().map(Pair::json).toList());
        }

        /** Returns JSON in a form that does not depend on the order of members. */
        private static String json(String text) {
            if (text.isEmpty()) {
                return "{}";
            }
            JsonNode node = JsonMapper.shared().readTree(text);
            Map<String, String> members = new TreeMap<>();
            node.propertyNames().stream()
                    // The two have different clocks.
                    .filter(name -> !name.equals("_morango_lost") && !name.equals("_morango_changed"))
                    // A database does not send the initial value of a new column; the model has no columns.
                    .filter(name -> !name.equals("token") || !node.get(name).isNull())
                    .forEach(name -> members.put(name, node.get(name).toString()));
            return members.toString();
        }

        /** The data of a replica, as text. */
        private record State(
                Map<String, String> store, Map<String, String> rows, Object counters, SortedSet<String> pending) {}

        private State ofDatabase() {
            Map<String, String> rows = new TreeMap<>();
            things.rows().forEach((id, row) -> rows.put(id, json(row.content())));
            return new State(
                    described(List.copyOf(things.store().values())),
                    rows,
                    counters(database),
                    new TreeSet<>(things.pending().keySet()));
        }

        private State ofModel() {
            Map<String, String> rows = new TreeMap<>();
            model.rows().forEach((id, content) -> rows.put(id, json(content)));
            return new State(
                    described(List.copyOf(model.store().values())),
                    rows,
                    counters(model),
                    new TreeSet<>(model.dirtyRecords()));
        }

        private static Object counters(Replica replica) {
            return Stream.of("", OTHER)
                    .map(peer -> (FsicV2) replica.fsic(Filter.EVERYTHING, FsicRole.RECEIVER, FsicFormat.V2, peer))
                    .map(FsicV2::removeRedundant)
                    .toList();
        }

        @Override
        public void close() {
            things.close();
        }
    }
}
