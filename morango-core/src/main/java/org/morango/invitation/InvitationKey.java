package org.morango.invitation;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.morango.common.MorangoException;

/**
 * The key by which the owner of an invitation proves to know its code, and the server checks that. It is never sent.
 * Immutable. See docs/protocol.md, "HTTP".
 */
public final class InvitationKey {
    private static final int BYTES = 32;
    private static final String HMAC = "HmacSHA256";

    private final byte[] bytes;

    InvitationKey(byte[] bytes) {
        this.bytes = bytes.clone();
    }

    /** Returns a key of no invitation. */
    public static InvitationKey random(SecureRandom random) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        return new InvitationKey(bytes);
    }

    /** Reads a stored key. */
    public static InvitationKey fromText(String text) {
        return new InvitationKey(HexFormat.of().parseHex(text));
    }

    /** Returns the key as text. For storage only: never send, log or show it. */
    public String toText() {
        return HexFormat.of().formatHex(bytes);
    }

    /** Returns the keyed digest of a text: HMAC-SHA-256, 64 hexadecimal digits. */
    public String digest(String text) {
        return HexFormat.of().formatHex(hmac(bytes, text));
    }

    static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new MorangoException("This Java runtime lacks HMAC-SHA-256, which every Java platform must have", e);
        }
    }

    /** Does not show the key. */
    @Override
    public String toString() {
        return "InvitationKey";
    }
}
