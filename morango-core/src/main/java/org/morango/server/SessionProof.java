package org.morango.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.DigestInputStream;
import org.morango.PeerSettings;
import org.morango.internal.binding.RequestProof;
import org.morango.session.SessionKey;
import org.morango.session.SyncSession;

/** Lets only those requests act in a bound session that come from the one who opened it. */
final class SessionProof {
    /** What may follow the content of a body that has been read. */
    private static final int MAX_REST = 64 * 1024;

    private final PeerSettings settings;

    SessionProof(PeerSettings settings) {
        this.settings = settings;
    }

    /** The request, whose body is digested while it is read if there is a proof to be checked. */
    static MorangoRequest digesting(MorangoRequest request) {
        return request.header(RequestProof.HEADER).isEmpty()
                ? request
                : request.withBody(new DigestInputStream(request.body(), RequestProof.digest()));
    }

    /**
     * Refuses a request that may not act in the session. To be called once the body has been read, before anything is done
     * about it.
     */
    void require(SyncSession session, MorangoRequest request) {
        SessionKey key = session.key();
        if (key == null) {
            if (settings.requireBoundSessions()) {
                throw Refusal.detail(403, "This server has no more to do with sessions that are not bound.");
            }
            return;
        }
        if (!(request.body() instanceof DigestInputStream body)) {
            throw refused();
        }
        String expected =
                RequestProof.of(key, session.id(), request.method(), request.path(), request.query(), digest(body));
        if (!RequestProof.matches(expected, request.header(RequestProof.HEADER))) {
            throw refused();
        }
    }

    private static byte[] digest(DigestInputStream body) {
        try {
            if (body.readNBytes(MAX_REST).length == MAX_REST) {
                throw Refusal.detail(400, "The body goes on after its end.");
            }
            return body.getMessageDigest().digest();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Refusal refused() {
        return Refusal.detail(403, "The request does not prove that it belongs to this session.");
    }
}
