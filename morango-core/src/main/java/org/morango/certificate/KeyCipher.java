package org.morango.certificate;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;
import org.morango.common.MorangoException;

/**
 * Encrypts the secrets in a database: private keys of certificates, the key for which others may sign certificates, and
 * the keys of open sessions. Uses AES-256 in Galois/Counter Mode, under a key of the application: from a key store, a
 * secret manager, or the environment. Immutable and thread-safe. It never shows a key.
 *
 * <p>When a peer next starts with a cipher, unencrypted secrets are encrypted, and secrets under a former key are
 * encrypted under the current one. Without a cipher, secrets are stored unencrypted.
 */
public final class KeyCipher {
    /** Stores secrets unencrypted. */
    public static final KeyCipher NONE = new KeyCipher(null, Map.of());

    private static final String START = "{aes-gcm:";
    private static final String ALGORITHM = "AES/GCM/NoPadding";
    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int ID_LENGTH = 16;

    private final @Nullable String current;
    private final Map<String, SecretKey> keys;

    private KeyCipher(@Nullable String current, Map<String, SecretKey> keys) {
        this.current = current;
        this.keys = keys;
    }

    /**
     * Returns a cipher under a key.
     *
     * @param current an AES key of 256 bits
     * @param former keys under which secrets may still be encrypted; leave them out once a peer has started with them
     * @throws MorangoException if a key does not have 256 bits
     */
    public static KeyCipher aes(SecretKey current, SecretKey... former) {
        Map<String, SecretKey> keys = new LinkedHashMap<>();
        for (SecretKey key : former) {
            keys.put(idOf(key), key);
        }
        String id = idOf(current);
        keys.put(id, current);
        return new KeyCipher(id, keys);
    }

    private static String idOf(SecretKey key) {
        byte[] encoded = key.getEncoded();
        if (encoded == null || encoded.length != KEY_BYTES) {
            throw new MorangoException("The key that encrypts the secrets of a database has to be of 256 bits.");
        }
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(encoded);
            return HexFormat.of().formatHex(digest).substring(0, ID_LENGTH);
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    /** Encrypts a secret for storage. */
    public String encrypt(String secret, SecureRandom random) {
        SecretKey key = current == null ? null : keys.get(current);
        if (key == null) {
            return secret;
        }
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            Cipher cipher = Cipher.getInstance(ALGORITHM);
            cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce));
            byte[] encrypted = cipher.doFinal(secret.getBytes(StandardCharsets.UTF_8));
            Base64.Encoder base64 = Base64.getEncoder();
            return START + current + "}" + base64.encodeToString(nonce) + ":" + base64.encodeToString(encrypted);
        } catch (GeneralSecurityException e) {
            throw missing(e);
        }
    }

    /**
     * Decrypts a stored secret.
     *
     * @throws MorangoException if it is encrypted under a key that is not given here, or was altered; the error does
     *     not contain any of it
     */
    public String decrypt(String stored) {
        if (!stored.startsWith(START)) {
            return stored;
        }
        int end = stored.indexOf('}');
        String id = end < 0 ? "" : stored.substring(START.length(), end);
        SecretKey key = keys.get(id);
        if (key == null) {
            throw new MorangoException(
                    "The secrets of this database are encrypted under key " + id + ", which is not among those that"
                            + " the setting trust.keyCipher has been given"
                            + (keys.isEmpty() ? "" : ": " + keys.keySet())
                            + ".",
                    Map.of("key", id));
        }
        String[] parts = stored.substring(end + 1).split(":", -1);
        try {
            Cipher cipher = Cipher.getInstance(ALGORITHM);
            byte[] nonce = Base64.getDecoder().decode(parts[0]);
            cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce));
            return new String(cipher.doFinal(Base64.getDecoder().decode(parts[1])), StandardCharsets.UTF_8);
        } catch (GeneralSecurityException | RuntimeException e) { // No cause: it may quote the stored text.
            throw new MorangoException("A secret of this database was altered, and cannot be decrypted.");
        }
    }

    /** Returns whether a stored text is as {@link #encrypt} would make it now. */
    public boolean isCurrent(String stored) {
        return current == null ? !stored.startsWith(START) : stored.startsWith(START + current + "}");
    }

    private static MorangoException missing(GeneralSecurityException cause) {
        return new MorangoException(
                "This Java runtime lacks AES or SHA-256, which every Java platform must have", cause);
    }

    @Override
    public String toString() {
        return current == null ? "KeyCipher[none]" : "KeyCipher[" + current + "]";
    }
}
