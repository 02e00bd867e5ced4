package org.morango.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;

/**
 * The credentials of an HTTP Basic header. The user part is a plain name, or {@code key=value&…} with several fields.
 *
 * @param fields the user part's fields; a plain name is the field {@code username}
 * @param password the password part
 */
public record Credentials(Map<String, String> fields, String password) {

    /** Returns the field {@code username}, or an empty text. */
    public String username() {
        return fields.getOrDefault("username", "");
    }

    /**
     * Returns whether the password equals this one. Unlike {@link String#equals}, the time it takes does not reveal how
     * much of the password was right. Store hashes of passwords rather than passwords.
     */
    public boolean hasPassword(String expected) {
        return MessageDigest.isEqual(bytes(password), bytes(expected));
    }

    /** Returns a digest, so that not even the length can be measured. */
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
