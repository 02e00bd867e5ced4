package org.morango.server;

import java.util.Set;
import org.morango.internal.protocol.Protocol;
import org.morango.replica.CertificateStore;
import org.morango.replica.FsicFormat;
import org.morango.session.Capability;
import org.morango.session.SessionBinding;
import org.morango.session.SyncSession;
import org.morango.settings.PeerSettings;

/** Decides whether a request may act in a session, and with which capabilities. */
final class SessionProof {
    private final CertificateStore certificates;
    private final PeerSettings settings;

    SessionProof(CertificateStore certificates, PeerSettings settings) {
        this.certificates = certificates;
        this.settings = settings;
    }

    /**
     * Refuses a request that may not act in the session. Call it once the body has been read, before anything is done.
     */
    void require(SyncSession session, MorangoRequest request) {
        if (session.binding() == null) {
            if (!settings.trust().allowPlainMorango()) {
                throw Refusal.detail(403, "This server serves only sessions that are bound.");
            }
            requireNeverBound(session.clientCertificateId());
        } else if (!BoundRequest.isOf(session, request)) {
            throw BoundRequests.refused();
        }
    }

    /**
     * Refuses a session that is not bound, if the owner of the client's certificate has shown that it can bind
     * sessions.
     */
    void requireNeverBound(String certificateId) {
        if (certificates.hasOpenedBound(certificateId)) {
            throw Refusal.detail(403, "This certificate has opened bound sessions, and uses no others any more.");
        }
    }

    /**
     * Returns the capabilities of both sides: agreed on when a bound session was opened, otherwise stated with each
     * request.
     */
    Set<Capability> capabilities(SyncSession session, MorangoRequest request) {
        SessionBinding binding = session.binding();
        if (binding != null) {
            return binding.capabilities();
        }
        Set<Capability> common = Capability.parseHeader(request.header(Protocol.CAPABILITIES_HEADER));
        common.retainAll(settings.capabilities());
        return common;
    }

    /** Returns the form in which the two sides of a session state their counters. */
    FsicFormat format(SyncSession session, MorangoRequest request) {
        return capabilities(session, request).contains(Capability.FSIC_V2_FORMAT) ? FsicFormat.V2 : FsicFormat.V1;
    }
}
