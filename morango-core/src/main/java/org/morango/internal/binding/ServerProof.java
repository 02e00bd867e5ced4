package org.morango.internal.binding;

import java.util.Base64;
import org.morango.certificate.SigningKey;
import org.morango.certificate.VerifyKey;

/**
 * A server's proof that it holds the private key of a certificate, made before a client sends it a secret. The proof
 * names its purpose and the client's nonce, and contains the key that seals the secret. So a relay that only passes it
 * on learns nothing.
 *
 * @param certificateId the certificate whose private key signs
 * @param nonce chosen by the client, 32 hex digits
 * @param time the server's, in seconds since 1970
 * @param key the server's part of the key agreement
 */
public record ServerProof(String certificateId, String nonce, long time, String key) {
    /** The purpose of the proof: credentials of a user who requests a certificate. */
    public static final String PURPOSE = "certificate-request";

    /** Makes the proof of a server. */
    public static ServerProof of(SigningKey signer, String certificateId, String nonce, long time) {
        return new ServerProof(
                certificateId, nonce, time, agreement(signer, nonce, time).publicKey());
    }

    /** Returns the text that the certificate's key signs. */
    public String signedText() {
        return SignedText.of("morango-server-proof", PURPOSE, certificateId, nonce, String.valueOf(time), key);
    }

    public boolean isSignedBy(VerifyKey certificateKey, String signature) {
        return certificateKey.verifies(signedText(), signature);
    }

    /**
     * Returns the server's part of the key agreement. It is derived from a signature that is never sent, so every node
     * of a server can compute it again without storing anything.
     */
    static KeyAgreement agreement(SigningKey signer, String nonce, long time) {
        String signature = signer.sign(SignedText.of("morango-sealing-seed", nonce, String.valueOf(time)));
        return KeyAgreement.of(SignedText.newDigest().digest(Base64.getDecoder().decode(signature)));
    }
}
