package org.morango.spring.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.morango.hibernate.Morango;
import org.morango.hibernate.report.UnplacedRows;
import org.morango.hibernate.report.Waiting;
import org.morango.spring.PeerStatus;
import org.morango.spring.PeerSyncs;
import org.morango.unsent.Unsent;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/**
 * Reports UP while the library's tables can be read. Other peers that cannot be reached do not change the status; they
 * are among the details.
 */
final class MorangoHealthIndicator extends AbstractHealthIndicator {
    private final Morango morango;
    private final PeerSyncs syncs;

    MorangoHealthIndicator(Morango morango, PeerSyncs syncs) {
        super("The tables of Morango cannot be read");
        this.morango = morango;
        this.syncs = syncs;
    }

    @Override
    protected void doHealthCheck(Health.Builder builder) {
        Map<String, String> peers = new LinkedHashMap<>();
        Map<String, String> certificates = new LinkedHashMap<>();
        for (PeerStatus peer : syncs.status()) {
            peers.put(peer.name(), state(peer));
            if (peer.certificateExpires() != null) {
                certificates.put(peer.name(), certificate(peer));
            }
        }
        Waiting waiting = morango.waiting();
        Unsent unsent = waiting.unsent();
        builder.up()
                .withDetail("instance", morango.instance().id())
                .withDetail("pendingRecords", waiting.pending())
                .withDetail("refusedRecords", waiting.rejected())
                .withDetail("heldBackRecords", waiting.heldBack())
                .withDetail(
                        "unplacedRows",
                        waiting.unplaced().stream()
                                .mapToLong(UnplacedRows::count)
                                .sum())
                .withDetail("unsent", unsent.count())
                .withDetail(
                        "oldestUnsent",
                        unsent.oldest() == null ? "none" : unsent.oldest().toString())
                .withDetail("peers", peers)
                .withDetail("certificates", certificates);
    }

    private static String certificate(PeerStatus peer) {
        String expires = "expires at " + peer.certificateExpires();
        if (peer.renewalError() != null) {
            return expires + ", could not be renewed: " + peer.renewalError();
        }
        return peer.renewalDue() == null
                ? expires + ", is not renewed"
                : expires + ", to be renewed from " + peer.renewalDue();
    }

    private static String state(PeerStatus peer) {
        String phase = peer.phase().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return peer.reason() == null ? phase : phase + ": " + peer.reason();
    }
}
