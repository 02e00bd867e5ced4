package org.morango.spring.autoconfigure;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.Morango;
import org.morango.hibernate.report.PendingRecord;
import org.morango.hibernate.report.StoreFigures;
import org.morango.hibernate.report.UnplacedReason;
import org.morango.live.PeerStatus;
import org.morango.live.PeerSyncs;
import org.morango.unsent.Unsent;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/** {@code /actuator/morango}. Shows no keys and no passwords. */
@Endpoint(id = "morango")
final class MorangoActuatorEndpoint {
    private static final int SHOWN = 100;

    private final Morango morango;
    private final PeerSyncs syncs;

    MorangoActuatorEndpoint(Morango morango, PeerSyncs syncs) {
        this.morango = morango;
        this.syncs = syncs;
    }

    /**
     * Answer of the endpoint.
     *
     * @param store figures of the store
     * @param unsent changes and records that no other peer is known to have
     * @param oldestUnsent when the oldest of this peer's own among them was changed; null if there are none
     * @param unsentTo the same by peer
     * @param unplaced changed rows that belong to no partition yet, by entity and reason
     * @param refused the first records that cannot be written into the application's tables
     * @param heldBack the first rows and records that are held back
     */
    record Description(
            String instance,
            List<PeerStatus> peers,
            List<Session> openSessions,
            StoreFigures store,
            long unsent,
            @Nullable Instant oldestUnsent,
            List<UnsentTo> unsentTo,
            List<Unplaced> unplaced,
            List<Refused> refused,
            List<Held> heldBack) {}

    record Session(String id, String peer, Instant started, Instant lastActivity) {}

    record UnsentTo(
            String profile,
            String instance,
            String device,
            String address,
            Instant learned,
            long count,
            @Nullable Instant oldest) {}

    record Unplaced(String entity, UnplacedReason reason, long count) {}

    record Refused(
            String id,
            String model,
            boolean deleted,
            @Nullable String reason) {}

    record Held(String id, String model, @Nullable String attribute, String reason, Instant since) {}

    /** Describes the peer. Reads the whole store once, to count. */
    @ReadOperation
    public Description describe() {
        Unsent unsent = morango.unsent();
        return new Description(
                morango.instance().id(),
                syncs.status(),
                morango.openSessions().stream()
                        .limit(SHOWN)
                        .map(s -> new Session(s.id(), s.connectionPath(), s.started(), s.lastActivity()))
                        .toList(),
                morango.storeFigures(),
                unsent.count(),
                unsent.oldest(),
                unsent.peers().stream()
                        .map(peer -> new UnsentTo(
                                peer.profile(),
                                peer.instance(),
                                peer.device(),
                                peer.address(),
                                peer.learned(),
                                peer.count(),
                                peer.oldest()))
                        .toList(),
                morango.unplacedRows().stream()
                        .map(rows -> new Unplaced(rows.entity().getName(), rows.reason(), rows.count()))
                        .toList(),
                morango.pendingRecords().withReason().first(SHOWN).stream()
                        .map(MorangoActuatorEndpoint::refused)
                        .toList(),
                morango.heldBack().first(SHOWN).stream()
                        .map(held -> new Held(held.id(), held.model(), held.attribute(), held.reason(), held.since()))
                        .toList());
    }

    private static Refused refused(PendingRecord pending) {
        return new Refused(pending.id(), pending.model(), pending.deleted(), pending.reason());
    }
}
