package org.morango.internal.binding;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.morango.common.MorangoException;
import org.morango.session.SessionKey;

/**
 * One side's part of a key agreement: X25519 with a key that is used once. Signatures keep third parties out
 * ({@link Opening}).
 */
public final class KeyAgreement {
    private static final byte[] INFO = "morango-session-key".getBytes(StandardCharsets.UTF_8);

    private final byte[] own;
    private final String publicKey;

    private KeyAgreement(byte[] own) {
        byte[] point = new byte[X25519.POINT_SIZE];
        X25519.generatePublicKey(own, 0, point, 0);
        this.own = own;
        this.publicKey = Base64.getEncoder().encodeToString(point);
    }

    public static KeyAgreement begin(SecureRandom random) {
        byte[] key = new byte[X25519.SCALAR_SIZE];
        X25519.generatePrivateKey(random, key);
        return new KeyAgreement(key);
    }

    /** Returns a key agreement whose key is derived from a secret. */
    static KeyAgreement of(byte[] secret) {
        return new KeyAgreement(secret);
    }

    /** Returns the public key for the other side, in one line of Base64. */
    public String publicKey() {
        return publicKey;
    }

    /**
     * Returns the key that both sides get.
     *
     * @param transcript everything that was said before: sides with different transcripts get different keys
     * @throws MorangoException if the other side's key is malformed, or weak
     */
    public SessionKey agree(String otherKey, String transcript) {
        byte[] shared = new byte[X25519.POINT_SIZE];
        if (!X25519.calculateAgreement(own, 0, point(otherKey), 0, shared, 0)) {
            throw unusable();
        }
        HKDFBytesGenerator derivation = new HKDFBytesGenerator(new SHA256Digest());
        derivation.init(new HKDFParameters(
                shared, SignedText.newDigest().digest(transcript.getBytes(StandardCharsets.UTF_8)), INFO));
        byte[] derived = new byte[SessionKey.BYTES];
        derivation.generateBytes(derived, 0, derived.length);
        return SessionKey.of(derived);
    }

    private static byte[] point(String text) {
        byte[] point;
        try {
            point = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw unusable();
        }
        if (point.length != X25519.POINT_SIZE) {
            throw unusable();
        }
        return point;
    }

    private static MorangoException unusable() {
        return new MorangoException("The other side's key for the session cannot be used.");
    }
}
