package org.morango.client;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.morango.certificate.Certificate;
import org.morango.common.MorangoException;
import org.morango.internal.protocol.InstanceJson;
import org.morango.internal.transfer.OpenSessions;
import org.morango.internal.trust.OwnCertificates;
import org.morango.internal.trust.Trust;
import org.morango.replica.Replica;
import org.morango.session.Capability;
import org.morango.session.SyncSession;
import org.morango.settings.PeerSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sessions of this side that were cut off. The next session with the same server resumes one of them, so none stays
 * open.
 */
final class CutOffSessions {
    private static final Logger LOG = LoggerFactory.getLogger(CutOffSessions.class);

    private final SessionOpening opening;
    private final Connector connector;
    private final Replica replica;
    private final PeerSettings settings;

    CutOffSessions(SessionOpening opening, Connector connector) {
        this.opening = opening;
        this.connector = connector;
        this.replica = connector.replica();
        this.settings = connector.settings();
    }

    /** Returns the last session that can be resumed. The other sessions with that server are ended on this side. */
    Optional<SyncClient> takeUp(Certificate mine, String serverInstance, Set<Capability> common) {
        List<SyncSession> candidates =
                replica.sessions().cutOff(new OwnCertificates(replica.certificates(), settings).line(mine));
        if (!candidates.isEmpty()) {
            // Completely received transfers can be merged at once.
            connector.stale().cleanUp();
        }
        Optional<SyncClient> found = Optional.empty();
        for (SyncSession session : candidates) {
            if (isOf(serverInstance, session)) {
                if (!isValid(session)) {
                    idle(session)
                            .ifPresent(transfers -> end(session, transfers, "its certificate is not valid any more"));
                } else if (found.isEmpty()) {
                    found = idle(session).flatMap(transfers -> resume(session, transfers, common));
                } else {
                    idle(session).ifPresent(transfers -> end(session, transfers, "a later one is resumed"));
                }
            }
        }
        return found;
    }

    /**
     * Returns the transfers of a session, if nobody is working in it. A session without an open transfer is between two
     * transfers, or is being closed.
     */
    private Optional<CutOffTransfers> idle(SyncSession session) {
        return CutOffTransfers.of(replica.sessions(), session.id()).filter(transfers -> !transfers.isEmpty());
    }

    private Optional<SyncClient> resume(SyncSession session, CutOffTransfers transfers, Set<Capability> common) {
        try {
            return Optional.of(SyncClient.takenUp(opening.resume(session.id(), common), transfers));
        } catch (MorangoException e) {
            if (SyncConnection.isPassing(e)) {
                transfers.close();
                throw e;
            }
            end(session, transfers, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private void end(SyncSession session, CutOffTransfers transfers, String reason) {
        transfers.close();
        LOG.info("Session {} is abandoned: {}", session.id(), reason);
        new OpenSessions(replica, settings).end(session);
    }

    /** Returns whether the server would still serve the session. */
    private boolean isValid(SyncSession session) {
        return replica.certificates()
                .find(session.clientCertificateId())
                .filter(own -> !new Trust(replica.certificates(), settings)
                        .usable(List.of(own))
                        .isEmpty())
                .isPresent();
    }

    private static boolean isOf(String serverInstance, SyncSession session) {
        return serverInstance.equals(InstanceJson.id(session.serverInstance()));
    }
}
