package org.morango.internal.binding;

import org.morango.certificate.VerifyKey;

/**
 * A server's proof to a caller without a name that it holds the private key of a certificate. The proof contains the
 * caller's nonce, and the address at which the caller has reached the server. So it cannot be replayed, and no other
 * machine can pass it on as its own.
 *
 * @param certificateId the certificate whose private key signs
 * @param nonce chosen by the caller, 32 hex digits
 * @param address numeric host and port, as in the caller's URL
 */
public record PeerProof(String certificateId, String nonce, String address) {
    /** The purpose of the proof: a peer that was found wants to know whom it has found. */
    public static final String PURPOSE = "peer-proof";

    /** Returns the text that the certificate's key signs. */
    public String signedText() {
        return SignedText.of("morango-peer-proof", certificateId, nonce, address);
    }

    public boolean isSignedBy(VerifyKey certificateKey, String signature) {
        return certificateKey.verifies(signedText(), signature);
    }
}
