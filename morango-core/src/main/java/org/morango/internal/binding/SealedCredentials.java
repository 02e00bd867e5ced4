package org.morango.internal.binding;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.morango.certificate.SigningKey;
import org.morango.common.MorangoException;
import org.morango.session.SessionKey;

/**
 * Credentials that only the holder of a certificate's private key can read, and only together with the request for
 * which they were made: the header {@code Authorization: Morango-Sealed NONCE TIME KEY SEALED}.
 *
 * @param nonce that of the server's proof
 * @param time that of the server's proof
 * @param clientKey the client's part of the key agreement
 * @param sealed the user and the password with a colon between them, or {@code Bearer} and a token, encrypted
 */
public record SealedCredentials(String nonce, long time, String clientKey, String sealed) {
    private static final String SCHEME = "Morango-Sealed ";
    private static final Pattern TOKEN = Pattern.compile("Bearer ([A-Za-z0-9._~+/-]+=*)");
    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int TAG_BITS = 128;
    private static final int NONCE_BYTES = 12;
    private static final int MAX_HEADER = 8_000;

    /** Returns the token among opened credentials; empty if they are a user and a password, which have a colon. */
    public static Optional<String> token(String credentials) {
        Matcher matcher = TOKEN.matcher(credentials);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /**
     * Seals credentials and returns the header's value.
     *
     * @param body that of the request
     */
    public static String seal(ServerProof proof, String credentials, byte[] body, SecureRandom random) {
        KeyAgreement own = KeyAgreement.begin(random);
        String transcript = transcript(proof, own.publicKey(), body);
        byte[] sealed = cipher(
                Cipher.ENCRYPT_MODE, own.agree(proof.key(), transcript), credentials.getBytes(StandardCharsets.UTF_8));
        return SCHEME + proof.nonce() + " " + proof.time() + " " + own.publicKey() + " "
                + Base64.getEncoder().encodeToString(sealed);
    }

    /**
     * Reads a header's value.
     *
     * @return empty if it is of another scheme
     * @throws MorangoException if it is of this scheme and malformed
     */
    public static Optional<SealedCredentials> parse(String header) {
        if (!header.startsWith(SCHEME)) {
            return Optional.empty();
        }
        String[] parts = header.substring(SCHEME.length()).split(" ", -1);
        if (header.length() > MAX_HEADER || parts.length != 4 || !parts[1].matches("\\d{1,12}")) {
            throw malformed();
        }
        return Optional.of(new SealedCredentials(parts[0], Long.parseLong(parts[1]), parts[2], parts[3]));
    }

    /**
     * Returns the credentials as they were sealed.
     *
     * @param signer the private key of the certificate that made the proof
     * @param body that of the request
     * @throws MorangoException if they were sealed for another certificate or another request
     */
    public String open(SigningKey signer, String certificateId, byte[] body) {
        KeyAgreement own = ServerProof.agreement(signer, nonce, time);
        ServerProof proof = new ServerProof(certificateId, nonce, time, own.publicKey());
        SessionKey key = own.agree(clientKey, transcript(proof, clientKey, body));
        try {
            return new String(
                    cipher(Cipher.DECRYPT_MODE, key, Base64.getDecoder().decode(sealed)), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) { // Not Base64.
            throw malformed();
        }
    }

    private static String transcript(ServerProof proof, String clientKey, byte[] body) {
        return proof.signedText() + "\n" + clientKey + "\n" + SignedText.digest(body);
    }

    /** Each key seals a single text, so the cipher's nonce may be the same each time. */
    private static byte[] cipher(int mode, SessionKey key, byte[] text) {
        try {
            Cipher cipher = Cipher.getInstance(CIPHER);
            cipher.init(
                    mode,
                    new SecretKeySpec(key.authenticate("morango-sealed-credentials"), "AES"),
                    new GCMParameterSpec(TAG_BITS, new byte[NONCE_BYTES]));
            return cipher.doFinal(text);
        } catch (GeneralSecurityException e) {
            if (mode == Cipher.DECRYPT_MODE) {
                throw new MorangoException("The credentials were sealed for another request or another server.");
            }
            throw new MorangoException("This Java runtime lacks AES in Galois/Counter Mode", e);
        }
    }

    private static MorangoException malformed() {
        return new MorangoException("The sealed credentials are malformed.");
    }
}
