package org.morango.server;

import java.time.Duration;
import org.morango.certificate.CertificateException;
import org.morango.internal.trust.Trust;
import org.morango.record.Filter;
import org.morango.record.Scope;
import org.morango.replica.CertificateStore;
import org.morango.replica.Replica;
import org.morango.session.Direction;
import org.morango.session.SyncSession;
import org.morango.settings.PeerSettings;

/** Decides which filters a session may sync: those inside the scopes of both certificates, while these are valid. */
final class SessionScopes {
    private static final int MAX_FILTER = 100_000;

    private final CertificateStore certificates;
    private final PeerSettings settings;
    private final Trust trust;

    SessionScopes(Replica replica, PeerSettings settings) {
        this.certificates = replica.certificates();
        this.settings = settings;
        this.trust = new Trust(certificates, settings);
    }

    /**
     * Checks that the certificates are still valid. Both were checked when the session was opened, and a revocation
     * ends the session, but in a long session they may expire.
     */
    void checkCertificates(SyncSession session) {
        Duration age = Duration.between(session.started(), settings.clock().instant());
        if (!age.isNegative() && age.compareTo(settings.trust().clockLeeway()) < 0) {
            return;
        }
        try {
            trust.check("The client's", certificates.chain(session.clientCertificateId()));
            trust.check("The server's", certificates.chain(session.serverCertificateId()));
        } catch (CertificateException e) {
            throw Refusal.text(403, String.valueOf(e.getMessage()));
        }
    }

    /** Returns what both certificates of a session allow. */
    Allowed of(SyncSession session) {
        return new Allowed(scope(session.clientCertificateId()), scope(session.serverCertificateId()));
    }

    /** The scopes of a session's certificates. */
    record Allowed(Scope client, Scope server) {
        /** Returns a requested filter; refuses one that is not inside both scopes. */
        Filter filter(String text, Direction direction) {
            if (text.length() > MAX_FILTER) {
                throw Refusal.field("filter", "Has to be at most " + MAX_FILTER + " characters long.");
            }
            Filter filter = Filter.received(text);
            if (direction == Direction.PUSH) {
                check(filter, server.read(), "Server certificate scope does not permit receiving pushes");
                check(filter, client.write(), "Client certificate scope does not permit pushing");
            } else {
                check(filter, server.write(), "Server certificate scope does not permit responding to pulls");
                check(filter, client.read(), "Client certificate scope does not permit pulling");
            }
            return filter;
        }
    }

    private static void check(Filter filter, Filter allowed, String refusal) {
        if (!filter.isSubsetOf(allowed)) {
            throw Refusal.text(
                    403, refusal + " for the requested filter: it allows \"" + allowed + "\", not \"" + filter + "\".");
        }
    }

    private Scope scope(String certificateId) {
        return certificates
                .find(certificateId)
                .flatMap(
                        c -> certificates.scopeDefinition(c.scopeDefinitionId()).map(c::scope))
                .orElseThrow(() -> Refusal.text(
                        403, "The scope definition of certificate " + certificateId + " is not known to the server."));
    }
}
