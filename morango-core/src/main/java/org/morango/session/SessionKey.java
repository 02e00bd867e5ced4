package org.morango.session;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.morango.common.MorangoException;

/**
 * Secret that the two sides of a bound session share. Immutable. Only {@link #toText()}, which is for storage, reveals
 * it.
 */
public final class SessionKey {
    private static final String ALGORITHM = "HmacSHA256";
    /** Length in bytes. */
    public static final int BYTES = 32;

    private final byte[] secret;

    private SessionKey(byte[] secret) {
        this.secret = secret;
    }

    /**
     * Returns a key with a copy of these bytes.
     *
     * @throws MorangoException if they are not 32 bytes
     */
    public static SessionKey of(byte[] secret) {
        if (secret.length != BYTES) {
            throw new MorangoException("A session key has to have " + BYTES + " bytes.");
        }
        return new SessionKey(secret.clone());
    }

    /**
     * Reads a stored key.
     *
     * @throws MorangoException if the text is not a key; the error does not quote it
     */
    public static SessionKey parse(String text) {
        try {
            return of(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) { // no cause: it may quote the key
            throw new MorangoException("A stored session key cannot be read.");
        }
    }

    /** Returns the key in one line of Base64. For storage only: never send, log or show it. */
    public String toText() {
        return Base64.getEncoder().encodeToString(secret);
    }

    /** Returns the HMAC-SHA256 of the UTF-8 text. */
    public byte[] authenticate(String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new MorangoException("This Java runtime lacks HmacSHA256, which every Java platform must have", e);
        }
    }

    @Override
    public boolean equals(@Nullable Object object) {
        return object instanceof SessionKey other && MessageDigest.isEqual(secret, other.secret);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(secret);
    }

    @Override
    public String toString() {
        return "SessionKey";
    }
}
