package org.morango.it.conflict;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.morango.counter.Claim;
import org.morango.counter.PartitionCounters;
import org.morango.merge.ChangeTimes;
import org.morango.merge.ConflictResolver;
import org.morango.merge.ConflictingContent;
import org.morango.record.Filter;
import org.morango.record.Ids;
import org.morango.record.SyncRecord;
import org.morango.replica.FsicFormat;
import org.morango.replica.FsicRole;
import org.morango.testkit.InMemoryReplica;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Peers with links between some of them. They change the same few records and transfer them in random order, with
 * interleaved steps of several transfers. The same seed gives the same run.
 */
final class ConflictSimulation {
    private static final String PROFILE = InMemoryReplica.PROFILE;
    private static final Filter ALL = Filter.of("p");
    private static final String MODEL = "lesson";
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final List<String> FIELDS = List.of("a", "b", "c");

    final Random random;
    final List<InMemoryReplica> peers = new ArrayList<>();

    /** Pairs of peers that transfer to each other. */
    private final List<int[]> links = new ArrayList<>();

    private final List<Transfer> running = new ArrayList<>();

    /** Every conflicting content, by record. */
    final Map<String, Set<String>> lost = new TreeMap<>();

    /** The last content of a record, and the numbers that were added to its list. */
    final Map<String, String> latest = new TreeMap<>();

    final Map<String, Set<Integer>> added = new TreeMap<>();
    final Set<String> hardDeleted = new HashSet<>();
    private int clock;
    private int conflicts;

    /** A running transfer in one direction of a link. */
    private record Transfer(InMemoryReplica to, String id, PartitionCounters sent) {}

    ConflictSimulation(long seed, ConflictResolver resolver) {
        random = new Random(seed);
        int count = 2 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            InMemoryReplica peer = new InMemoryReplica(Ids.random(random), random);
            peer.onConflict(MODEL, resolver);
            peer.onConflict(conflict -> {
                conflicts++;
                for (String content : new String[] {conflict.ours(), conflict.theirs()}) {
                    if (!content.equals(conflict.merged()) && !content.isEmpty()) {
                        lost.computeIfAbsent(conflict.recordId(), r -> new HashSet<>())
                                .add(row(content));
                    }
                }
            });
            peers.add(peer);
            if (i > 0) {
                links.add(new int[] {random.nextInt(i), i});
            }
        }
        for (int i = random.nextInt(count); i > 0; i--) {
            int a = random.nextInt(count);
            int b = random.nextInt(count);
            if (a != b) {
                links.add(new int[] {a, b});
            }
        }
    }

    int conflicts() {
        return conflicts;
    }

    /** Makes changes and transfers, in any order. */
    void run(int steps, boolean deletes) {
        for (int i = 0; i < steps; i++) {
            InMemoryReplica peer = peers.get(random.nextInt(peers.size()));
            int what = random.nextInt(10);
            if (what < 4) {
                change(peer);
            } else if (what < 6) {
                int[] link = links.get(random.nextInt(links.size()));
                boolean up = random.nextBoolean();
                begin(peers.get(link[up ? 0 : 1]), peers.get(link[up ? 1 : 0]));
            } else if (what < 8 && !running.isEmpty()) {
                merge(running.remove(random.nextInt(running.size())));
            } else if (what == 8 && deletes && random.nextInt(3) == 0) {
                delete(peer);
            } else {
                peer.serialize(PROFILE, ALL);
                peer.deserialize(PROFILE, ALL);
            }
        }
    }

    /**
     * Runs peers on one record, of which each peer but the first changes its own member. They pull from the first and
     * push to it; sometimes that fails before anything is transferred.
     *
     * @return the last value of each member
     */
    Map<String, Integer> runStar(int steps) {
        Map<String, Integer> values = new TreeMap<>();
        for (int i = 0; i < peers.size(); i++) {
            values.put("of " + i, 0);
        }
        String id = peers.get(0).put(MODEL, "shared", "p", MAPPER.writeValueAsString(values));
        for (int i = 1; i < peers.size(); i++) {
            pullAndPush(peers.get(i));
        }
        int[] failed = new int[peers.size()];
        for (int step = 0; step < steps; step++) {
            int at = 1 + random.nextInt(peers.size() - 1);
            InMemoryReplica peer = peers.get(at);
            int what = random.nextInt(4);
            if (what < 2) {
                ObjectNode content = (ObjectNode) MAPPER.readTree(peer.rows().get(id));
                int value = random.nextInt(5);
                values.put("of " + at, value);
                peer.put(MODEL, "shared", "p", content.put("of " + at, value).toString());
            } else if (what == 2 && failed[at] < 3) {
                failed[at]++;
                peer.serialize(PROFILE, ALL);
            } else {
                failed[at] = 0;
                pullAndPush(peer);
            }
        }
        for (int i = 1; i < 2 * peers.size(); i++) {
            pullAndPush(peers.get(1 + i % (peers.size() - 1)));
        }
        return values;
    }

    private void pullAndPush(InMemoryReplica peer) {
        InMemoryReplica hub = peers.get(0);
        begin(hub, peer);
        merge(running.remove(0));
        peer.serialize(PROFILE, ALL);
        peer.deserialize(PROFILE, ALL);
        begin(peer, hub);
        merge(running.remove(0));
        hub.deserialize(PROFILE, ALL);
    }

    private void change(InMemoryReplica peer) {
        String source = "record " + random.nextInt(2);
        String id = Ids.recordId("p", source, MODEL);
        String before = peer.rows().get(id);
        ObjectNode content = before == null ? MAPPER.createObjectNode() : (ObjectNode) MAPPER.readTree(before);
        for (String field : FIELDS) {
            if (before == null || random.nextInt(3) == 0) {
                content.put(field, random.nextInt(5));
            }
        }
        clock++;
        content.put("t", clock);
        content.withArray("list").add(clock);
        added.computeIfAbsent(id, r -> new HashSet<>()).add(clock);
        peer.put(MODEL, source, "p", content.toString());
        latest.put(id, peer.rows().get(id));
    }

    private void delete(InMemoryReplica peer) {
        for (String id : peer.rows().keySet()) {
            if (random.nextInt(5) == 0) {
                hardDeleted.add(id);
                peer.hardDelete(id);
            } else {
                peer.delete(id);
            }
            return;
        }
    }

    /** Begins a transfer of the records that the other peer lacks; returns their number. */
    private long begin(InMemoryReplica from, InMemoryReplica to) {
        String id = Ids.random(random);
        from.serialize(PROFILE, ALL);
        PartitionCounters sent = from.fsic(ALL, FsicRole.SENDER, FsicFormat.V2).expand(ALL);
        PartitionCounters known = to.fsic(ALL, FsicRole.RECEIVER, FsicFormat.V2).expand(ALL);
        long queued = from.queue(id, PROFILE, sent.diff(known));
        to.buffer(id, from.queued(id, 0, 1_000, Long.MAX_VALUE));
        running.add(new Transfer(to, id, sent));
        return queued;
    }

    private static void merge(Transfer transfer) {
        transfer.to().dequeue(transfer.id(), Claim.known(transfer.sent()));
        transfer.to().discard(transfer.id());
    }

    /**
     * Transfers along all links until nothing is left to send.
     *
     * @param crossing whether both directions of all links run at the same time
     * @return the number of rounds; one more than the limit if it did not end
     */
    int settle(int limit, boolean crossing) {
        finish();
        for (int round = 1; round <= limit; round++) {
            long sent = 0;
            for (int[] link : links) {
                sent += begin(peers.get(link[0]), peers.get(link[1]));
                if (!crossing) {
                    finish();
                }
                sent += begin(peers.get(link[1]), peers.get(link[0]));
                if (!crossing) {
                    finish();
                }
            }
            finish();
            if (sent == 0) {
                return round;
            }
        }
        return limit + 1;
    }

    private void finish() {
        running.forEach(ConflictSimulation::merge);
        running.clear();
        peers.forEach(peer -> {
            peer.serialize(PROFILE, ALL);
            peer.deserialize(PROFILE, ALL);
        });
    }

    /** Returns a peer's state of each record: content, whether it is deleted, and conflicting contents. */
    static Map<String, String> held(InMemoryReplica peer) {
        Map<String, String> held = new LinkedHashMap<>();
        peer.store().forEach((id, rec) -> {
            List<String> kept = ConflictingContent.all(rec.conflictingData()).stream()
                    .map(lost -> row(lost.content()))
                    .sorted()
                    .toList();
            String content = rec.serialized().isEmpty() ? "{}" : rec.serialized();
            held.put(id, row(content) + " deleted " + rec.deleted() + " keeps " + kept);
        });
        return held;
    }

    /** Returns all contents of a record that can still be seen at a peer. */
    static Set<String> reachable(InMemoryReplica peer, String id) {
        SyncRecord rec = peer.store().get(id);
        Set<String> contents = new HashSet<>();
        ConflictingContent.all(rec.conflictingData()).forEach(lost -> contents.add(row(lost.content())));
        contents.add(row(rec.serialized()));
        return contents;
    }

    /** Returns a content without the library's own members, in canonical form. */
    private static String row(String content) {
        ObjectNode object = (ObjectNode) MAPPER.readTree(content);
        object.remove(List.of("id", "_morango_source_id", "_morango_partition", ChangeTimes.MEMBER));
        Map<String, JsonNode> sorted = new TreeMap<>();
        object.forEachEntry(sorted::put);
        return MAPPER.createObjectNode().setAll(sorted).toString();
    }
}
