package org.morango.internal.binding;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.morango.common.MorangoException;

/** A text to be signed: its purpose and its parts, one per line. */
public final class SignedText {
    private SignedText() {}

    /**
     * Returns the text.
     *
     * @param purpose differs from that of all other texts, so that no signature can be used for another purpose
     * @throws MorangoException if a part has a line break, so that it could pass for two
     */
    public static String of(String purpose, String... parts) {
        StringBuilder text = new StringBuilder(purpose);
        for (String part : parts) {
            if (part.indexOf('\n') >= 0) {
                throw new MorangoException("A value that has to be signed has a line break.");
            }
            text.append('\n').append(part);
        }
        return text.toString();
    }

    /** Returns the SHA-256 of a text in UTF-8, in hexadecimal. */
    public static String digest(String text) {
        return digest(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Returns the SHA-256 of bytes, in hexadecimal. */
    public static String digest(byte[] bytes) {
        return HexFormat.of().formatHex(newDigest().digest(bytes));
    }

    /** Returns a digest that computes a SHA-256 step by step. */
    public static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new MorangoException("This Java runtime lacks SHA-256, which every Java platform must have", e);
        }
    }
}
