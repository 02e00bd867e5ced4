package org.morango.internal.binding;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.params.HKDFParameters;
import org.bouncycastle.math.ec.rfc7748.X25519;
import org.morango.MorangoException;
import org.morango.record.Ids;
import org.morango.session.SessionKey;

/**
 * One side's part in agreeing on a session's key: X25519 with keys that are used once. What keeps others from taking part
 * is signed: the client's key goes into the session's id, which its certificate signs; the server's certificate signs the
 * server's key.
 */
public final class KeyAgreement {
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

    /** What the other side has to know, in one line of Base64. */
    public String publicKey() {
        return publicKey;
    }

    /** The id of a bound session: it commits to both certificates and the client's key. */
    public static String sessionId(
            String nonce, String clientCertificateId, String serverCertificateId, String clientKey) {
        return Ids.hash("morango-bound-session", nonce, clientCertificateId, serverCertificateId, clientKey);
    }

    /** What the server signs, in place of the nonce and the session's id alone. */
    public static String signedByServer(String nonce, String sessionId, String serverKey) {
        return nonce + ":" + sessionId + ":" + serverKey;
    }

    /** The key, on the client. */
    public SessionKey asClient(String sessionId, String serverKey) {
        return key(sessionId, serverKey, publicKey, serverKey);
    }

    /** The key, on the server. */
    public SessionKey asServer(String sessionId, String clientKey) {
        return key(sessionId, clientKey, clientKey, publicKey);
    }

    private SessionKey key(String sessionId, String other, String clientKey, String serverKey) {
        byte[] shared = new byte[X25519.POINT_SIZE];
        if (!X25519.calculateAgreement(own, 0, point(other), 0, shared, 0)) {
            throw unusable();
        }
        HKDFBytesGenerator derivation = new HKDFBytesGenerator(new SHA256Digest());
        derivation.init(new HKDFParameters(
                shared, bytes(sessionId), bytes("morango-session-key:" + clientKey + ":" + serverKey)));
        byte[] derived = new byte[SessionKey.BYTES];
        derivation.generateBytes(derived, 0, derived.length);
        return SessionKey.of(derived);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
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
