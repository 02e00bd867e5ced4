package org.morango.internal.binding;

import org.morango.certificate.Certificate;
import org.morango.certificate.VerifyKey;

/** The text that the owner of a certificate signs to have it renewed. */
public final class RenewalProof {
    private RenewalProof() {}

    /**
     * Returns the text that the private key of the certificate signs.
     *
     * @param nonce the server's
     * @param parentId the certificate that is to sign the new one
     * @param key the new key
     */
    public static String signedText(String nonce, Certificate certificate, String parentId, VerifyKey key) {
        return SignedText.of("morango-certificate-renewal", nonce, certificate.id(), parentId, key.text());
    }
}
