package org.morango.internal.binding;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.morango.invitation.InvitationKey;

/** The digests by which a client and a server prove to each other that they know an invitation. */
public final class InvitationProof {
    private InvitationProof() {}

    /**
     * Returns the client's digest, 64 hexadecimal digits.
     *
     * @param nonce the server's
     * @param certificateId the certificate of the server that the client has verified
     * @param publicKey the client's, as it is sent
     * @param name the name of the client's device; empty for none
     * @throws org.morango.common.MorangoException if a part has a line break
     */
    public static String digest(
            InvitationKey key, String invitationId, String nonce, String certificateId, String publicKey, String name) {
        return key.digest(SignedText.of(
                "morango-invitation", invitationId, nonce, certificateId, publicKey, SignedText.digest(name)));
    }

    /**
     * Returns the server's digest, 64 hexadecimal digits. Without it, any peer with a certificate under the root could
     * issue another certificate in place of the one that the invitation is for.
     *
     * @param nonce that of the request
     * @param serialized the signed text of the issued certificate
     */
    public static String ofAnswer(InvitationKey key, String invitationId, String nonce, String serialized) {
        return key.digest(
                SignedText.of("morango-invitation-answer", invitationId, nonce, SignedText.digest(serialized)));
    }

    /** Compares two digests. Takes the same time wherever they differ. */
    public static boolean same(String expected, String given) {
        return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }
}
