package org.morango.client;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.morango.MorangoException;
import org.morango.PeerSettings;
import org.morango.certificate.Certificate;
import org.morango.internal.protocol.Json;
import org.morango.internal.transfer.StaleSessions;
import org.morango.internal.trust.OpenSessions;
import org.morango.replica.Replica;
import org.morango.session.Capability;
import org.morango.session.SyncSession;
import org.morango.session.TransferSession;
import org.morango.session.TransferStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sessions of this side that were cut off: the next one with the same server goes on in them, so that none is left open. */
final class CutOffSessions {
    private static final Logger LOG = LoggerFactory.getLogger(CutOffSessions.class);

    private final SessionOpening opening;
    private final Replica replica;
    private final PeerSettings settings;

    CutOffSessions(SessionOpening opening, Replica replica, PeerSettings settings) {
        this.opening = opening;
        this.replica = replica;
        this.settings = settings;
    }

    /** The last that can be taken up; the others with that server are ended on this side. */
    Optional<Session> takeUp(Certificate mine, String serverInstance, Set<Capability> common) {
        List<SyncSession> candidates = replica.sessions().cutOff(mine.id());
        if (!candidates.isEmpty()) {
            // What was received whole can be merged at once.
            new StaleSessions(replica, settings).cleanUp();
        }
        Optional<Session> found = Optional.empty();
        for (SyncSession session : candidates) {
            if (isOf(serverInstance, session) && isIdle(session)) {
                if (found.isEmpty()) {
                    found = resume(session, common);
                } else {
                    end(session, "a later one is taken up");
                }
            }
        }
        return found;
    }

    private Optional<Session> resume(SyncSession session, Set<Capability> common) {
        try {
            return Optional.of(opening.resume(session.id(), common));
        } catch (MorangoException e) {
            if (SyncConnection.isPassing(e)) {
                throw e;
            }
            end(session, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private void end(SyncSession session, String reason) {
        LOG.info("Session {} is given up: {}", session.id(), reason);
        new OpenSessions(replica, settings).end(session);
    }

    private static boolean isOf(String serverInstance, SyncSession session) {
        try {
            return Json.text(Json.parse(session.serverInstance()), "id")
                    .filter(serverInstance::equals)
                    .isPresent();
        } catch (MorangoException e) {
            return false;
        }
    }

    /** Whether nobody else is at work in it. A transfer that has just been opened is owned with its first stage only. */
    private boolean isIdle(SyncSession session) {
        List<TransferSession> open = replica.sessions().activeTransfers(session.id());
        // One whose transfer has ended meanwhile is about to be closed.
        return !open.isEmpty()
                && open.stream()
                        .noneMatch(transfer -> transfer.stage() == TransferStage.INITIALIZING
                                || replica.sessions().isOwned(transfer.id()));
    }
}
