package org.morango.internal.binding;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.morango.session.SessionKey;

/**
 * The id of a root certificate, salted: who knows the id recognizes it, and others learn nothing from it, because an id
 * cannot be guessed.
 */
public final class RootTag {
    private RootTag() {}

    /**
     * Returns the tag of a root, 64 hexadecimal digits.
     *
     * @param salt in one line; each salt gives another tag
     */
    public static String of(String rootId, String salt) {
        byte[] secret = SignedText.newDigest().digest(rootId.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(SessionKey.of(secret).authenticate(SignedText.of("morango-root-tag", salt)));
    }

    /** Returns whether a tag is that of a root. */
    public static boolean isOf(String rootId, String salt, String tag) {
        return MessageDigest.isEqual(
                of(rootId, salt).getBytes(StandardCharsets.UTF_8), tag.getBytes(StandardCharsets.UTF_8));
    }
}
