package org.morango.testkit.simulation;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.morango.record.Filter;
import org.morango.record.Ids;
import org.morango.record.SyncRecord;
import org.morango.testkit.InMemoryReplica;

/** What has to hold of all that a liar may not change, at any moment: it is the work of honest applications alone. */
final class OutOfReach {
    private final Filter reach;
    private final Changes changes;
    private final Set<String> honest = new HashSet<>();
    private final Set<String> current = new HashSet<>();
    /** By instance the highest counter under which it holds itself. */
    private final Map<String, Long> saved = new HashMap<>();

    /** @param reach what the liar may change */
    OutOfReach(Filter reach, Changes changes) {
        this.reach = reach;
        this.changes = changes;
    }

    void check(List<SimulatedPeer> peers) {
        current.clear();
        for (SimulatedPeer peer : peers) {
            String own = peer.database().replica().instance().id();
            honest.addAll(peer.instances());
            current.add(own);
            peer.database().maxCounters().values().stream()
                    .mapToLong(counters -> counters.getOrDefault(own, 0L))
                    .forEach(counter -> saved.merge(own, counter, Math::max));
        }
        peers.forEach(this::check);
    }

    private void check(SimulatedPeer peer) {
        peer.database().store().values().stream()
                .filter(rec -> !reach.contains(rec.partition()))
                .forEach(rec -> check(peer, rec));
        peer.database().rows().forEach((id, row) -> {
            if (!reach.contains(row.partition()) && !changes.areOf(id, row.content())) {
                Invariants.fail(
                        peer, "row " + id + " of " + row.partition() + " is no application's: " + row.content());
            }
        });
        peer.database().maxCounters().forEach((partition, counters) -> {
            if (!reach.contains(partition)) {
                counters.forEach((instance, counter) -> check(peer, partition, instance, counter));
            }
        });
        if (!peer.database()
                .replica()
                .certificates()
                .revoked(PeerIdentity.root())
                .isEmpty()) {
            Invariants.fail(peer, "a certificate is revoked, which nobody has done who may");
        }
    }

    private void check(SimulatedPeer peer, SyncRecord rec) {
        boolean isItself = rec.modelName().equals(SimulatedDatabase.MODEL)
                && rec.profile().equals(InMemoryReplica.PROFILE)
                && rec.id().equals(Ids.recordId(rec.partition(), rec.sourceId(), rec.modelName()));
        if (!isItself
                || !changes.areOf(rec.id(), rec.serialized() + rec.conflictingData())
                || (rec.deleted() && !changes.isDeleted(rec.id()))
                || (rec.hardDeleted() && !changes.isPurged(rec.id()))) {
            Invariants.fail(peer, "record " + rec + " is no application's");
        }
        if (!honest.containsAll(rec.history().counters().keySet())) {
            Invariants.fail(peer, "the history of record " + rec + " names a liar");
        }
    }

    private void check(SimulatedPeer peer, String partition, String instance, long counter) {
        // Who is another one by now saves nothing more as the former, which some have seen more of than was noted here.
        boolean isHigh = current.contains(instance) && counter > saved.getOrDefault(instance, 0L);
        if (!honest.contains(instance) || isHigh) {
            Invariants.fail(
                    peer,
                    "partition " + partition + " is said to hold all of " + instance + " up to " + counter
                            + ", which has never been");
        }
    }
}
