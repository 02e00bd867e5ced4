package org.morango.internal.binding;

import org.morango.session.Capability;
import org.morango.session.SessionBinding;

/**
 * What a client offers when it opens a bound session. It signs all of it, so that nobody on the way can change a part, and so
 * that it is of use to that server alone.
 *
 * @param clientKey what the client brings to the key agreement
 * @param capabilities what the client can do, as the header names it
 * @param instance what the client says of itself
 * @param revocations the digest of the revocations that the client knows; empty if it does not tell
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

    /** What the client's certificate signs. */
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
     * What the server adds.
     *
     * @param serverKey what the server brings to the key agreement
     * @param capabilities what both sides can do, as the header names it
     * @param instance what the server says of itself
     * @param revocations the digest of the revocations that the server knows; empty if it does not tell
     */
    public record Answer(String serverKey, String capabilities, String instance, String revocations) {}

    /** What the server's certificate signs: its answer to this offer and no other. */
    public String signedByServer(Answer answer) {
        return SignedText.of(
                "morango-session-answer",
                SignedText.digest(signedByClient()),
                answer.serverKey,
                answer.capabilities,
                SignedText.digest(answer.instance),
                answer.revocations);
    }

    /** The binding that follows, on either side. */
    public SessionBinding agree(KeyAgreement own, Answer answer) {
        String other = own.publicKey().equals(clientKey) ? answer.serverKey : clientKey;
        return new SessionBinding(
                own.agree(other, signedByServer(answer)), Capability.parseHeader(answer.capabilities));
    }
}
