package org.morango.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.DigestInputStream;
import java.util.HexFormat;
import java.util.Optional;
import org.morango.internal.binding.HintProof;
import org.morango.internal.binding.RequestProof;
import org.morango.internal.binding.SignedText;
import org.morango.session.SessionBinding;
import org.morango.session.SyncSession;

/** A request whose proof fits all of it except the body, which is digested while it is read. */
final class BoundRequest {
    /** Most bytes that may follow the content of a body that has been read. */
    private static final int MAX_REST = 64 * 1024;

    private final SyncSession session;
    private final SessionBinding binding;
    private final RequestProof proof;
    private final MorangoRequest request;

    BoundRequest(SyncSession session, SessionBinding binding, RequestProof proof, MorangoRequest request) {
        this.session = session;
        this.binding = binding;
        this.proof = proof;
        this.request = request.withBody(new DigestedBody(this, request));
    }

    /** The body of such a request. */
    private static final class DigestedBody extends DigestInputStream implements BodyMemory.Counted {
        private final BoundRequest request;
        private final BodyMemory.Share share;

        DigestedBody(BoundRequest request, MorangoRequest original) {
            super(original.body(), SignedText.newDigest());
            this.request = request;
            this.share = ((BodyMemory.Counted) original.body()).share();
        }

        @Override
        public BodyMemory.Share share() {
            return share;
        }
    }

    /** Returns whether a request was accepted because of its proof. */
    static boolean is(MorangoRequest request) {
        return request.body() instanceof DigestedBody;
    }

    /** Returns the session that a request proves to belong to; empty if it proves none. */
    static Optional<SyncSession> session(MorangoRequest request) {
        return request.body() instanceof DigestedBody body ? Optional.of(body.request.session) : Optional.empty();
    }

    /** Returns whether a request belongs to that session, including its body. Call it when the body has been read. */
    static boolean isOf(SyncSession session, MorangoRequest request) {
        return request.body() instanceof DigestedBody body
                && body.request.session.id().equals(session.id())
                && body.request.proof.bodyDigest().equals(digest(body));
    }

    private static String digest(DigestedBody body) {
        try {
            if (body.readNBytes(MAX_REST).length == MAX_REST) {
                throw Refusal.detail(400, "The body goes on after its end.");
            }
            return HexFormat.of().formatHex(body.getMessageDigest().digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the proof of the hints that answer a request of a session. */
    static HintProof hintProof(MorangoRequest request) {
        BoundRequest bound = ((DigestedBody) request.body()).request;
        return new HintProof(bound.binding.key(), bound.session.id(), bound.proof.code());
    }

    String sessionId() {
        return session.id();
    }

    RequestProof proof() {
        return proof;
    }

    MorangoRequest request() {
        return request;
    }

    /** Returns the answer with a proof of its sender and of the request that it answers. */
    MorangoResponse proven(MorangoResponse answer) {
        return answer.with(
                RequestProof.HEADER,
                proof.ofAnswer(binding.key(), answer.status(), answer.headers().get("Content-Type"), answer.body()));
    }
}
