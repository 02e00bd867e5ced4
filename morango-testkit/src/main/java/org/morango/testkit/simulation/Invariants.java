package org.morango.testkit.simulation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.morango.counter.Fsic;
import org.morango.counter.PartitionCounters;
import org.morango.record.Filter;
import org.morango.record.RecordVersion;
import org.morango.record.SyncRecord;
import org.morango.replica.SessionStore;
import org.morango.session.SyncSession;
import org.morango.session.TransferSession;
import org.morango.session.TransferStage;

/** Conditions that hold at any moment of a simulation. */
final class Invariants {
    private final Map<Integer, Map<String, Map<String, Long>>> counters = new HashMap<>();
    private final Map<Integer, Map<String, SyncRecord>> records = new HashMap<>();
    private final Map<Integer, String> instances = new HashMap<>();
    private final Map<String, String> contents = new HashMap<>();

    /**
     * Checks one peer.
     *
     * @param reach the partitions that a liar may change, where one version may have two contents
     */
    void check(SimulatedPeer peer, Filter reach) {
        SimulatedDatabase database = peer.database();
        String current = database.replica().instance().id();
        if (!current.equals(instances.put(peer.index(), current))) {
            // The state of the former instance no longer matters.
            restored(peer);
        }
        SortedMap<String, SyncRecord> store = database.store();
        Map<String, SyncRecord> before = records.getOrDefault(peer.index(), Map.of());
        for (SyncRecord rec : store.values()) {
            checkScope(peer, rec);
            if (!reach.contains(rec.partition())) {
                checkVersion(peer, rec);
            }
            SyncRecord earlier = before.get(rec.id());
            // A peer that may not change a record stores it as its sender has it.
            boolean mayChange = peer.scope().write().contains(rec.partition());
            if (earlier != null && mayChange && (earlier.isVersionOf(rec) || !reach.contains(earlier.partition()))) {
                earlier.history().counters().forEach((instance, counter) -> {
                    if (!rec.history().knows(new RecordVersion(instance, counter))) {
                        fail(peer, "the history of " + rec.id() + " no longer contains " + instance + ":" + counter);
                    }
                });
            }
        }
        before.keySet().stream()
                .filter(id -> !store.containsKey(id))
                .findFirst()
                .ifPresent(id -> {
                    fail(peer, "record " + id + " has left the store");
                });
        records.put(peer.index(), store);
        checkCounters(peer, database.maxCounters());
        for (String transfer : database.heldTransfers()) {
            @Nullable
            TransferSession session =
                    database.replica().sessions().transfer(transfer).orElse(null);
            if (session == null || !session.active()) {
                fail(peer, "transfer " + transfer + " has ended and still holds records");
            }
        }
    }

    private static void checkScope(SimulatedPeer peer, SyncRecord rec) {
        Filter read = peer.scope().read();
        Filter write = peer.scope().write();
        if (!read.contains(rec.partition()) && !write.contains(rec.partition())) {
            fail(peer, "record " + rec.id() + " of partition " + rec.partition() + " is outside its scope");
        }
    }

    /** Checks that one version of a record has one content at all peers. Otherwise a counter was used twice. */
    private void checkVersion(SimulatedPeer peer, SyncRecord rec) {
        String key =
                rec.id() + " " + rec.version().instance() + ":" + rec.version().counter();
        String content = rec.deleted() + " " + rec.hardDeleted() + " " + rec.serialized();
        String known = contents.putIfAbsent(key, content);
        if (known != null && !known.equals(content)) {
            fail(peer, "version " + key + " has two contents: " + known + " and " + content);
        }
    }

    private void checkCounters(SimulatedPeer peer, Map<String, Map<String, Long>> now) {
        counters.getOrDefault(peer.index(), Map.of())
                .forEach((partition, known) -> known.forEach((instance, counter) -> {
                    if (now.getOrDefault(partition, Map.of()).getOrDefault(instance, -1L) < counter) {
                        fail(peer, "the counter of " + instance + " for " + partition + " has fallen below " + counter);
                    }
                }));
        counters.put(peer.index(), now);
    }

    /** Returns the transfers that a peer has received completely, and has not merged to the end. */
    static List<TransferSession> received(SimulatedPeer peer) {
        SessionStore sessions = peer.database().replica().sessions();
        return sessions.transferred("", Integer.MAX_VALUE).stream()
                .filter(t -> t.recordsTransferred() > 0 && !t.hasCompleted(TransferStage.DESERIALIZING))
                .filter(t -> {
                    SyncSession session =
                            sessions.syncSession(t.syncSessionId()).orElseThrow();
                    return session.isReceiver(t) && !isWithLiar(session);
                })
                .toList();
    }

    private static boolean isWithLiar(SyncSession session) {
        String liar = PeerIdentity.liar().certificate().id();
        return session.clientCertificateId().equals(liar)
                || session.serverCertificateId().equals(liar);
    }

    /**
     * Checks that a peer holds the records of a transfer. Others get them from this peer, whether or not the sender
     * returns.
     */
    static void checkMerged(SimulatedPeer peer, TransferSession transfer) {
        String own = peer.database().replica().instance().id();
        Fsic fsic = transfer.isPush() ? transfer.clientFsic() : transfer.serverFsic();
        PartitionCounters said = fsic.inside(transfer.filter());
        PartitionCounters lacking =
                said.diff(PartitionCounters.of(peer.database().maxCounters()));
        for (SyncRecord rec : peer.database().store().values()) {
            // Others would not get a version that the sender has, but that the counters of this peer do not cover.
            if (!rec.version().instance().equals(own)
                    && lacking.matches(rec.partition(), rec.version())
                    && !said.matches(rec.partition(), rec.version())) {
                fail(peer, "transfer " + transfer.id() + " was received completely, but others do not get " + rec.id());
            }
        }
    }

    /** Forgets the former state of a peer. */
    void restored(SimulatedPeer peer) {
        counters.remove(peer.index());
        records.remove(peer.index());
    }

    /** Checks that two peers hold the same data in partitions that both may have. */
    void checkSame(Applications applications, SimulatedPeer one, SimulatedPeer other, List<String> partitions) {
        if (partitions.isEmpty()) {
            // As a filter, no prefix at all would be every partition.
            return;
        }
        Filter common = Filter.of(partitions.toArray(String[]::new));
        Map<String, String> left = held(applications, one, common);
        Map<String, String> right = held(applications, other, common);
        left.forEach((id, content) -> {
            if (!content.equals(right.get(id))) {
                fail(
                        one,
                        "record " + id + " is " + content + ", but " + right.getOrDefault(id, "missing") + " at peer "
                                + other.index());
            }
        });
        right.keySet().stream().filter(id -> !left.containsKey(id)).findFirst().ifPresent(id -> {
            fail(one, "record " + id + " is missing, but exists at peer " + other.index());
        });
    }

    private static Map<String, String> held(Applications applications, SimulatedPeer peer, Filter filter) {
        Map<String, String> held = new HashMap<>();
        peer.database().store().values().stream()
                .filter(rec -> filter.contains(rec.partition()))
                .forEach(rec -> held.put(
                        rec.id(),
                        rec.version() + applications.row(peer, rec.id()) + ", stored " + rec.serialized()
                                + (rec.deleted() ? ", deleted" : "") + ", kept "
                                + rec.conflictingData().lines().sorted().toList()));
        return held;
    }

    static void fail(SimulatedPeer peer, String what) {
        throw new AssertionError("At peer " + peer.index() + " " + what + ".");
    }
}
