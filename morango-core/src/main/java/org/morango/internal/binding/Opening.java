package org.morango.internal.binding;

import org.morango.session.Capability;
import org.morango.session.SessionBinding;

/**
 * A client's offer when it opens a bound session. The client signs all of it, so that nobody on the way can change a
 * part, and only that server can use it.
 *
 * @param clientKey the client's part of the key agreement
 * @param capabilities the client's capabilities, in the header's form
 * @param instance what the client says of itself
 * @param revocations the digest of the revocations that the client knows; empty if it states none
 */
public record Opening(
        String nonce,
        String sessionId,
        String clientCertificateId,
        String serverCertificateId,
        String profile,
        String clientKey,
        String capabilities,
        String instance,
        String revocations) {

    /** Returns the text that the client's certificate signs. */
    public String signedByClient() {
        return SignedText.of(
                "morango-session-offer",
                nonce,
                sessionId,
                clientCertificateId,
                serverCertificateId,
                profile,
                clientKey,
                capabilities,
                SignedText.digest(instance),
                revocations);
    }

    /**
     * The server's answer.
     *
     * @param serverKey the server's part of the key agreement
     * @param capabilities the capabilities of both sides, in the header's form
     * @param instance what the server says of itself
     * @param revocations the digest of the revocations that the server knows; empty if it states none
     */
    public record Answer(String serverKey, String capabilities, String instance, String revocations) {}

    /** Returns the text that the server's certificate signs: its answer to this offer and no other. */
    public String signedByServer(Answer answer) {
        return SignedText.of(
                "morango-session-answer",
                SignedText.digest(signedByClient()),
                answer.serverKey,
                answer.capabilities,
                SignedText.digest(answer.instance),
                answer.revocations);
    }

    /** Returns the resulting binding, on either side. */
    public SessionBinding agree(KeyAgreement own, Answer answer) {
        String other = own.publicKey().equals(clientKey) ? answer.serverKey : clientKey;
        return new SessionBinding(
                own.agree(other, signedByServer(answer)), Capability.parseHeader(answer.capabilities));
    }
}
