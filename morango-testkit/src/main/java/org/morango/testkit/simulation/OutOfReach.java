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

/** Checks everything that a liar may not change: it is the work of honest applications only, at any moment. */
final class OutOfReach {
    private final Filter reach;
    private final Changes changes;
    private final Set<String> honest = new HashSet<>();
    private final Set<String> current = new HashSet<>();
    /** Highest counter under which each instance holds its own changes. */
    private final Map<String, Long> saved = new HashMap<>();

    /** @param reach the partitions that the liar may change */
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
        LessonApplications.database(peer).rows().forEach((id, row) -> {
            if (!reach.contains(row.partition()) && !changes.areOf(id, row.content())) {
                Invariants.fail(peer, "row " + id + " of " + row.partition() + " was forged: " + row.content());
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
            Invariants.fail(peer, "a certificate is revoked, but not by an issuer that may revoke it");
        }
    }

    private void check(SimulatedPeer peer, SyncRecord rec) {
        boolean isItself = rec.modelName().equals(LessonDatabase.MODEL)
                && rec.profile().equals(InMemoryReplica.PROFILE)
                && rec.id().equals(Ids.recordId(rec.partition(), rec.sourceId(), rec.modelName()));
        if (!isItself
                || !changes.areOf(rec.id(), rec.serialized() + rec.conflictingData())
                || (rec.deleted() && !changes.isDeleted(rec.id()))
                || (rec.hardDeleted() && !changes.isPurged(rec.id()))) {
            Invariants.fail(peer, "record " + rec + " was forged");
        }
        if (!honest.containsAll(rec.history().counters().keySet())) {
            Invariants.fail(peer, "the history of record " + rec + " contains an instance of a liar");
        }
    }

    private void check(SimulatedPeer peer, String partition, String instance, long counter) {
        // A peer saves nothing more under a former instance id. Others may know higher counters of it than were noted
        // here.
        boolean isHigh = current.contains(instance) && counter > saved.getOrDefault(instance, 0L);
        if (!honest.contains(instance) || isHigh) {
            Invariants.fail(
                    peer,
                    "partition " + partition + " claims all changes of " + instance + " up to " + counter
                            + ", a counter that was never used");
        }
    }
}
