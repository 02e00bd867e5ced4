package org.morango.internal.transfer;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.morango.certificate.CertificateChains;
import org.morango.internal.audit.Audit;
import org.morango.observation.AuditEvent.Kind;
import org.morango.replica.Replica;
import org.morango.session.SyncSession;
import org.morango.session.TransferSession;
import org.morango.session.TransferStage;
import org.morango.settings.PeerSettings;

/** The open sessions of this side, and the only place where they are ended. */
public final class OpenSessions {
    private static final int PAGE = 100;

    /** The use of a session is noted this often within the time after which it would count as stale. */
    private static final int NOTED_USES = 4;

    private final Replica replica;
    private final PeerSettings settings;
    private final TransferController controller;

    public OpenSessions(Replica replica, PeerSettings settings) {
        this.replica = replica;
        this.settings = settings;
        this.controller = new TransferController(replica, settings);
    }

    /** Ends a session, as {@link #end} does, and reports that it was closed as intended. */
    public void close(SyncSession session) {
        end(session);
        report(session);
    }

    /** Ends a session without active transfers, and reports that it was closed as intended. */
    public void closeIdle(SyncSession session) {
        endIdle(session);
        report(session);
    }

    private void report(SyncSession session) {
        new Audit(settings).session(Kind.SESSION_CLOSED, session);
    }

    /** Ends a session whose transfers have been ended. */
    void endIdle(SyncSession session) {
        replica.sessions().save(session.closed(settings.clock().instant()));
    }

    /**
     * Ends a session on this side. A running stage notices this when it is done. Completely received data is left to be
     * merged: the next clean-up merges it, and ends the transfer.
     */
    public void end(SyncSession session) {
        end(session, transfer -> controller.isReceived(transfer, session));
    }

    private void end(SyncSession session, Predicate<TransferSession> left) {
        for (TransferSession transfer : replica.sessions().activeTransfers(session.id())) {
            if (!left.test(transfer)) {
                controller.abandon(transfer);
            }
        }
        endIdle(session);
    }

    /** Returns the ids of the certificates under which sessions are open. */
    public Set<String> certificates() {
        Set<String> certificates = new HashSet<>();
        forEach(session -> {
            certificates.add(session.clientCertificateId());
            certificates.add(session.serverCertificateId());
        });
        return certificates;
    }

    private void forEach(Consumer<SyncSession> action) {
        List<SyncSession> page = replica.sessions().openSessions("", PAGE);
        while (!page.isEmpty()) {
            page.forEach(action);
            page = replica.sessions().openSessions(page.get(page.size() - 1).id(), PAGE);
        }
    }

    /**
     * Cuts off a session. Nothing more from the other side is trusted. But if a part of its data was merged, the rest
     * has to follow, so that other peers get that part.
     */
    private void cutOff(SyncSession session) {
        end(
                session,
                transfer -> controller.isReceived(transfer, session)
                        && transfer.stage().compareTo(TransferStage.DEQUEUING) >= 0);
    }

    /** Ends the sessions that either side has opened under a certificate of that certificate's line, or below it. */
    public void endThoseUnder(String certificateId) {
        Map<String, Boolean> known = new HashMap<>();
        String line = CertificateChains.line(replica.certificates().chain(certificateId));
        Predicate<String> isUnder = id -> known.computeIfAbsent(
                id,
                i -> CertificateChains.lines(replica.certificates().chain(i)).contains(line));
        forEach(session -> {
            if (isUnder.test(session.clientCertificateId()) || isUnder.test(session.serverCertificateId())) {
                cutOff(session);
            }
        });
    }

    /**
     * Ends the sessions in which this side uses one of these certificates, and drops all data of their transfers, also
     * what was received and is not merged yet.
     */
    public void abandonThoseOf(Collection<String> ownCertificateIds) {
        forEach(session -> {
            if (isOf(session, ownCertificateIds)) {
                replica.sessions().activeTransfers(session.id()).forEach(controller::abandon);
                endIdle(session);
            }
        });
        String after = "";
        List<TransferSession> page = replica.sessions().transferred(after, PAGE);
        while (!page.isEmpty()) {
            for (TransferSession transfer : page) {
                after = transfer.id();
                if (replica.sessions()
                        .syncSession(transfer.syncSessionId())
                        .filter(session -> isOf(session, ownCertificateIds))
                        .isPresent()) {
                    controller.abandon(transfer);
                }
            }
            page = replica.sessions().transferred(after, PAGE);
        }
    }

    private static boolean isOf(SyncSession session, Collection<String> ownCertificateIds) {
        return ownCertificateIds.contains(
                session.isServer() ? session.serverCertificateId() : session.clientCertificateId());
    }

    /**
     * Notes that a session is in use, so that it does not count as stale. Most often that was noted not long ago.
     *
     * @param noted when it was last noted
     * @return when it was last noted by now
     */
    public Instant noteUse(SyncSession session, Instant noted) {
        Instant now = settings.clock().instant();
        if (Duration.between(noted, now)
                        .compareTo(settings.sessions().staleAfter().dividedBy(NOTED_USES))
                <= 0) {
            return noted;
        }
        replica.sessions().noteUse(session.id(), now);
        return now;
    }
}
