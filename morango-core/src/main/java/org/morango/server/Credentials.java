package org.morango.server;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;

/**
 * What came with HTTP Basic. The user part is a plain name, or {@code key=value&…} of several fields.
 *
 * @param fields the user part's fields; a plain name is the field {@code username}
 * @param password the password part
 */
public record Credentials(Map<String, String> fields, String password) {

    /** The field {@code username}, or an empty text. */
    public String username() {
        return fields.getOrDefault("username", "");
    }

    /**
     * Whether the password is this one. How long that takes says nothing about how much of it was right, as
     * {@link String#equals} would. Keep hashes of passwords rather than passwords.
     */
    public boolean hasPassword(String expected) {
        return MessageDigest.isEqual(bytes(password), bytes(expected));
    }

    /** Digests, so that not even the length can be told. */
    private static byte[] bytes(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return "Credentials[" + username() + "]";
    }
}
