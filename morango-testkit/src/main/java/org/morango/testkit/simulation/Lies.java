package org.morango.testkit.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.morango.counter.Fsic;
import org.morango.counter.FsicV1;
import org.morango.counter.FsicV2;
import org.morango.record.Filter;
import org.morango.record.Ids;
import org.morango.record.RecordHistory;
import org.morango.record.RecordVersion;
import org.morango.record.SyncRecord;
import org.morango.testkit.InMemoryReplica;
import org.morango.testkit.simulation.LyingReplica.Said;

/** Makes up lies. Their form and the records that they are about are random. */
final class Lies {
    private static final long HIGHEST = Integer.MAX_VALUE;
    private static final int MANY = 300;
    private static final int FIRST_TOKEN = 1_000_000;

    private final SimulatedPeer to;
    private final List<SimulatedPeer> honest;
    private final String own;
    private final Filter reach;
    private final Random random;

    /**
     * @param to the peer that receives the lies
     * @param own the instance of the liar
     * @param reach the partitions that the liar may change
     */
    Lies(SimulatedPeer to, List<SimulatedPeer> honest, String own, Filter reach, Random random) {
        this.to = to;
        this.honest = honest;
        this.own = own;
        this.reach = reach;
        this.random = random;
    }

    Said of(Lie lie) {
        return switch (lie) {
            case ANOTHER_MODEL, ANOTHER_PARTITION, ANOTHER_SOURCE -> Said.records(List.of(takeover(lie)));
            case ANOTHER_PROFILE, OUTSIDE, WIDER_FILTER -> Said.records(List.of(outside(lie)));
            case INSIDE, HIGH_HISTORY, LONG_HISTORY, FORGED_VERSION, TWO_CONTENTS, MANY_CONFLICTS, NUL, ODD_CONTENT ->
                Said.records(List.of(inside(lie)));
            case COUNTERS_BEYOND_FILTER, COUNTERS_OF_OTHERS, COUNTERS_OF_PEER, INVENTED_INSTANCES ->
                new Said(random.nextBoolean() ? null : List.of(inside(Lie.INSIDE)), fsic(lie), null);
            case SAME_INSTANCE -> new Said(null, null, instance(to));
            default -> Said.THE_TRUTH;
        };
    }

    private static String instance(SimulatedPeer peer) {
        return peer.database().replica().instance().id();
    }

    private List<String> partitions(boolean inside) {
        return PeerIdentity.partitions().stream()
                .filter(p -> reach.contains(p) == inside)
                .toList();
    }

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    /**
     * Returns a record like those of the application. All peers know how such records look, whether they exist yet or
     * not.
     */
    private SyncRecord existing(boolean inside) {
        List<SyncRecord> there = to.database().store().values().stream()
                .filter(rec ->
                        rec.modelName().equals(LessonDatabase.MODEL) && reach.contains(rec.partition()) == inside)
                .toList();
        String partition = any(partitions(inside));
        String source = "record " + random.nextInt(Scenario.RECORDS);
        if (!there.isEmpty() && random.nextInt(4) > 0) {
            SyncRecord target = any(there);
            partition = target.partition();
            source = target.sourceId();
        }
        String id = Ids.recordId(partition, source, LessonDatabase.MODEL);
        List<SyncRecord> known = honest.stream()
                .map(peer -> peer.database().store().get(id))
                .filter(rec -> rec != null)
                .toList();
        RecordHistory seen = known.stream().map(SyncRecord::history).reduce(RecordHistory.EMPTY, RecordHistory::max);
        RecordVersion version = version();
        return new SyncRecord(
                id,
                InMemoryReplica.PROFILE,
                LessonDatabase.MODEL,
                source,
                partition,
                content(id, source, partition),
                false,
                false,
                version,
                "",
                "",
                seen.with(version));
    }

    private RecordVersion version() {
        return new RecordVersion(own, 1 + random.nextInt(FIRST_TOKEN));
    }

    private String content(String id, String source, String partition) {
        return "{\"id\":\"" + id + "\",\"place\":\"" + partition + "\",\"source\":\"" + source
                + "\",\"text\":null,\"token\":" + (FIRST_TOKEN + random.nextInt(FIRST_TOKEN))
                + ",\"_morango_source_id\":\"" + source + "\",\"_morango_partition\":\"" + partition + "\"}";
    }

    /** Returns the record unchanged, deleted, or deleted with its content. */
    private SyncRecord inAnyState(SyncRecord rec) {
        int state = random.nextInt(3);
        return with(rec, state == 2 ? "{}" : rec.serialized(), state > 0, state == 2, rec.version(), rec.history());
    }

    private static SyncRecord with(
            SyncRecord rec,
            String content,
            boolean deleted,
            boolean hard,
            RecordVersion version,
            RecordHistory history) {
        return new SyncRecord(
                rec.id(),
                rec.profile(),
                rec.modelName(),
                rec.sourceId(),
                rec.partition(),
                content,
                deleted,
                hard,
                version,
                rec.conflictingData(),
                rec.selfReference(),
                history.with(version));
    }

    private static SyncRecord placed(SyncRecord rec, String profile, String model, String source, String partition) {
        return new SyncRecord(
                rec.id(),
                profile,
                model,
                source,
                partition,
                rec.serialized(),
                rec.deleted(),
                rec.hardDeleted(),
                rec.version(),
                rec.conflictingData(),
                rec.selfReference(),
                rec.history());
    }

    /** Returns a record with the id of a record outside the liar's reach, in a partition inside. */
    private SyncRecord takeover(Lie lie) {
        SyncRecord rec = inAnyState(existing(false));
        String partition = any(partitions(true)) + (random.nextBoolean() ? "" : rec.id());
        String model = lie == Lie.ANOTHER_MODEL ? "ghost" : rec.modelName();
        String source = lie == Lie.ANOTHER_PARTITION ? rec.sourceId() : rec.id();
        return placed(rec, rec.profile(), model, source, partition);
    }

    private SyncRecord outside(Lie lie) {
        SyncRecord rec = inAnyState(existing(lie == Lie.ANOTHER_PROFILE && random.nextBoolean()));
        return lie == Lie.ANOTHER_PROFILE
                ? placed(rec, "other", rec.modelName(), rec.sourceId(), rec.partition())
                : rec;
    }

    private SyncRecord inside(Lie lie) {
        SyncRecord rec = inAnyState(existing(true));
        return switch (lie) {
            case HIGH_HISTORY ->
                rec.withHistory(RecordHistory.of(highest(instances())).with(rec.version()));
            case LONG_HISTORY ->
                rec.withHistory(RecordHistory.of(highest(invented())).with(rec.version()));
            case FORGED_VERSION -> with(rec, rec.serialized(), rec.deleted(), false, forged(), rec.history());
            case TWO_CONTENTS -> twoContents(rec);
            case MANY_CONFLICTS -> rec.withConflictingData("{\"token\":1}\n".repeat(MANY));
            case NUL -> nul(rec);
            case ODD_CONTENT -> rec.withSerialized(any(oddContents(rec)));
            default -> rec;
        };
    }

    private RecordVersion forged() {
        return new RecordVersion(any(instances()), random.nextBoolean() ? HIGHEST : 1 + random.nextInt(20));
    }

    /** Returns the record under the version and history that a peer has stored already. */
    private SyncRecord twoContents(SyncRecord rec) {
        SyncRecord stored = any(honest).database().store().get(rec.id());
        return stored == null
                ? rec
                : with(rec, rec.serialized(), rec.deleted(), rec.hardDeleted(), stored.version(), stored.history());
    }

    private SyncRecord nul(SyncRecord rec) {
        return switch (random.nextInt(3)) {
            case 0 -> rec.withSerialized("{\"id\":\"" + rec.id() + "\",\"text\":\"\\u0000\",\"token\":1}");
            case 1 -> rec.withSerialized("{\"text\":\"\0\"}");
            default -> rec.withConflictingData("{\"text\":\"\0\\u0000\"}\n");
        };
    }

    private List<String> oddContents(SyncRecord rec) {
        String elsewhere = any(partitions(false));
        return List.of(
                "",
                "no JSON",
                "[]",
                "null",
                "{\"token\":\"no number\"}",
                "{\"token\":1e400000}",
                "{\"token\":{\"token\":[1]}}",
                content(rec.id(), rec.sourceId(), elsewhere),
                content(Ids.recordId(elsewhere, rec.sourceId(), rec.modelName()), rec.sourceId(), elsewhere));
    }

    private List<String> instances() {
        return honest.stream().map(Lies::instance).toList();
    }

    private List<String> invented() {
        return IntStream.range(0, MANY).mapToObj(i -> Ids.random(random)).toList();
    }

    private static Map<String, Long> highest(List<String> instances) {
        return instances.stream().distinct().collect(Collectors.toMap(i -> i, i -> HIGHEST));
    }

    private Fsic fsic(Lie lie) {
        Map<String, Long> counters = switch (lie) {
            case COUNTERS_OF_PEER -> Map.of(instance(to), random.nextBoolean() ? HIGHEST : 100L);
            case INVENTED_INSTANCES -> highest(invented());
            default ->
                highest(instances().stream()
                        .filter(i -> !i.equals(instance(to)))
                        .toList());
        };
        List<String> places = new ArrayList<>(partitions(true));
        if (lie == Lie.COUNTERS_BEYOND_FILTER) {
            places.addAll(partitions(false));
            places.addAll(prefixes());
        }
        return switch (random.nextInt(4)) {
            case 0 -> new FsicV1(counters);
            case 1 -> new FsicV2(everywhere(prefixes(), counters), everywhere(places, Map.of()));
            default -> new FsicV2(Map.of(), everywhere(places, counters));
        };
    }

    /** Returns prefixes of all partitions. */
    private static List<String> prefixes() {
        String root = PeerIdentity.root();
        return List.of("", root, root + ":", root + ":user-");
    }

    private static Map<String, Map<String, Long>> everywhere(List<String> partitions, Map<String, Long> counters) {
        Map<String, Map<String, Long>> everywhere = new TreeMap<>();
        partitions.forEach(partition -> everywhere.put(partition, counters));
        return everywhere;
    }
}
