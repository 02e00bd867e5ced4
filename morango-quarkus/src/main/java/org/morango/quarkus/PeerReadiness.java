package org.morango.quarkus;

import jakarta.inject.Singleton;
import java.util.Objects;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;
import org.morango.hibernate.Morango;
import org.morango.hibernate.report.UnplacedRows;
import org.morango.hibernate.report.Waiting;
import org.morango.live.PeerStatus;
import org.morango.live.PeerSyncs;

/**
 * The application is ready while the library's tables can be read. Other peers that cannot be reached do not matter; they
 * are among the details.
 */
@Readiness
@Singleton
class PeerReadiness implements HealthCheck {
    private final Morango morango;
    private final PeerSyncs syncs;

    PeerReadiness(Morango morango, PeerSyncs syncs) {
        this.morango = morango;
        this.syncs = syncs;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder answer = HealthCheckResponse.named("Morango peer");
        Waiting waiting = morango.waiting();
        answer.withData("instance", morango.instance().id())
                .withData("pendingRecords", waiting.pending())
                .withData("refusedRecords", waiting.rejected())
                .withData("heldBackRecords", waiting.heldBack())
                .withData(
                        "unplacedRows",
                        waiting.unplaced().stream()
                                .mapToLong(UnplacedRows::count)
                                .sum())
                .withData("unsent", waiting.unsent().count())
                .withData("oldestUnsent", Objects.toString(waiting.unsent().oldest(), "none"));
        for (PeerStatus peer : syncs.status()) {
            answer.withData("peers." + peer.name(), peer.summary());
            peer.certificateSummary().ifPresent(words -> answer.withData("certificates." + peer.name(), words));
        }
        return answer.up().build();
    }
}
