package org.morango.internal.binding;

import java.util.Base64;
import org.morango.certificate.SigningKey;
import org.morango.certificate.VerifyKey;

/**
 * A server's proof that it holds the private key of a certificate, made before a client trusts it with a secret. It names
 * its purpose and the client's nonce, and brings the key under which the secret is sealed, so that somebody who only passes
 * it on learns nothing.
 *
 * @param certificateId the certificate whose private key signs
 * @param nonce chosen by the client, 32 hex digits
 * @param time the server's, in seconds since 1970
 * @param key what the server brings to the key agreement
 */
public record ServerProof(String certificateId, String nonce, long time, String key) {
    /** What the proof is for: credentials of somebody who asks for a certificate. */
    public static final String PURPOSE = "certificate-request";

    /** The proof of a server. */
    public static ServerProof of(SigningKey signer, String certificateId, String nonce, long time) {
        return new ServerProof(
                certificateId, nonce, time, agreement(signer, nonce, time).publicKey());
    }

    /** What the certificate's key signs. */
    public String signedText() {
        return SignedText.of("morango-server-proof", PURPOSE, certificateId, nonce, String.valueOf(time), key);
    }

    public boolean isSignedBy(VerifyKey certificateKey, String signature) {
        return certificateKey.verifies(signedText(), signature);
    }

    /**
     * The server's part in the key agreement. It follows from a signature that is never sent, so that every node of a
     * server finds it again without keeping anything.
     */
    static KeyAgreement agreement(SigningKey signer, String nonce, long time) {
        String signature = signer.sign(SignedText.of("morango-sealing-seed", nonce, String.valueOf(time)));
        return KeyAgreement.of(SignedText.newDigest().digest(Base64.getDecoder().decode(signature)));
    }
}
