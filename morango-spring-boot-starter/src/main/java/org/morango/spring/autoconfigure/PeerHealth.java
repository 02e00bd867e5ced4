package org.morango.spring.autoconfigure;

import java.util.LinkedHashMap;
import java.util.Map;
import org.morango.hibernate.Morango;
import org.morango.hibernate.report.UnplacedRows;
import org.morango.hibernate.report.Waiting;
import org.morango.live.PeerStatus;
import org.morango.live.PeerSyncs;
import org.morango.unsent.Unsent;

/**
 * The details of the application's health. Other peers that cannot be reached do not make it ill; they are among the
 * details.
 */
record PeerHealth(Morango morango, PeerSyncs syncs) {

    /** Returns the details. Throws if the library's tables cannot be read. */
    Map<String, Object> details() {
        Map<String, String> peers = new LinkedHashMap<>();
        Map<String, String> certificates = new LinkedHashMap<>();
        for (PeerStatus peer : syncs.status()) {
            peers.put(peer.name(), peer.summary());
            peer.certificateSummary().ifPresent(words -> certificates.put(peer.name(), words));
        }
        Waiting waiting = morango.waiting();
        Unsent unsent = waiting.unsent();
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("instance", morango.instance().id());
        details.put("pendingRecords", waiting.pending());
        details.put("refusedRecords", waiting.rejected());
        details.put("heldBackRecords", waiting.heldBack());
        details.put(
                "unplacedRows",
                waiting.unplaced().stream().mapToLong(UnplacedRows::count).sum());
        details.put("unsent", unsent.count());
        details.put(
                "oldestUnsent",
                unsent.oldest() == null ? "none" : unsent.oldest().toString());
        details.put("peers", peers);
        details.put("certificates", certificates);
        return details;
    }
}
