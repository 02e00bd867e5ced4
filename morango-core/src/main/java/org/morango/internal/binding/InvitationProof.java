package org.morango.internal.binding;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.morango.invitation.InvitationKey;

/** The digest by which a client proves to know the code of an invitation. */
public final class InvitationProof {
    private InvitationProof() {}

    /**
     * Returns the digest, 64 hexadecimal digits.
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

    /** Compares two digests. Takes the same time wherever they differ. */
    public static boolean same(String expected, String given) {
        return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }
}
