package org.morango.example.school;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.morango.record.Ids;

/** Salted password hashes: PBKDF2 with SHA-256, as {@code iterations$salt$hash}. */
final class Passwords {
    private static final int ITERATIONS = 210_000;
    /** A low number, because these learners never log in. */
    private static final int DJANGO_ITERATIONS = 1_000;

    private static final int BITS = 256;

    /** Hash of an unknown password; comparing with it costs as much as with any other. */
    static final String DECOY = ITERATIONS + "$" + "A".repeat(22) + "==$" + "A".repeat(43) + "=";

    private Passwords() {}

    static String hash(String password, SecureRandom random) {
        byte[] salt = new byte[16];
        random.nextBytes(salt);
        Base64.Encoder encoder = Base64.getEncoder();
        return ITERATIONS + "$" + encoder.encodeToString(salt) + "$"
                + encoder.encodeToString(derive(password, salt, ITERATIONS));
    }

    /** Returns a hash in Django's format: {@code algorithm$iterations$salt$hash}. */
    static String djangoHash(String password, SecureRandom random) {
        String salt = Ids.random(random);
        byte[] hash = derive(password, salt.getBytes(StandardCharsets.US_ASCII), DJANGO_ITERATIONS);
        return "pbkdf2_sha256$" + DJANGO_ITERATIONS + "$" + salt + "$"
                + Base64.getEncoder().encodeToString(hash);
    }

    static boolean matches(String password, String hash) {
        String[] parts = hash.split("\\$");
        byte[] expected = Base64.getDecoder().decode(parts[2]);
        byte[] actual = derive(password, Base64.getDecoder().decode(parts[1]), Integer.parseInt(parts[0]));
        return MessageDigest.isEqual(expected, actual);
    }

    private static byte[] derive(String password, byte[] salt, int iterations) {
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(new PBEKeySpec(password.toCharArray(), salt, iterations, BITS))
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java runtime has PBKDF2", e);
        }
    }
}
