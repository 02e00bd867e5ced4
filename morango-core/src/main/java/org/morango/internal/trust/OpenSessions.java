package org.morango.internal.trust;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.morango.PeerSettings;
import org.morango.certificate.Certificate;
import org.morango.replica.Replica;
import org.morango.session.SyncSession;
import org.morango.session.TransferSession;

/** Ends sessions, with what their transfers hold. */
public final class OpenSessions {
    private static final int PAGE = 100;
    private static final Duration AHEAD = Duration.ofDays(365);

    private final Replica replica;
    private final PeerSettings settings;

    public OpenSessions(Replica replica, PeerSettings settings) {
        this.replica = replica;
        this.settings = settings;
    }

    /** Ends a session on this side. A stage that is running notices when it is done. */
    public void end(SyncSession session) {
        Instant now = settings.clock().instant();
        for (TransferSession transfer : replica.sessions().activeTransfers(session.id())) {
            replica.discard(transfer.id());
            replica.sessions().update(transfer.id(), t -> t.closed(now));
        }
        replica.sessions().save(session.closed(now));
    }

    /** Ends the sessions that either side has opened under that certificate, or one below it. */
    void endThoseUnder(String certificateId) {
        Map<String, Boolean> known = new HashMap<>();
        Predicate<String> isUnder = id -> known.computeIfAbsent(
                id,
                i -> replica.certificates().chain(i).stream()
                        .map(Certificate::id)
                        .anyMatch(certificateId::equals));
        Instant always = settings.clock().instant().plus(AHEAD);
        List<SyncSession> page = replica.sessions().staleSessions(always, "", PAGE);
        while (!page.isEmpty()) {
            page.stream()
                    .filter(s -> isUnder.test(s.clientCertificateId()) || isUnder.test(s.serverCertificateId()))
                    .forEach(this::end);
            page = replica.sessions()
                    .staleSessions(always, page.get(page.size() - 1).id(), PAGE);
        }
    }
}
