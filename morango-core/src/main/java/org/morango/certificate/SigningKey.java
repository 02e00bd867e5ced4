package org.morango.certificate;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Base64;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.params.RSAPrivateCrtKeyParameters;
import org.bouncycastle.crypto.signers.RSADigestSigner;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.bouncycastle.util.io.pem.PemWriter;
import org.jspecify.annotations.Nullable;
import org.morango.certificate.CertificateException.Reason;
import org.morango.common.MorangoException;

/**
 * An RSA private key that signs texts and certificates. Immutable and thread-safe. It never shows itself except in
 * {@link #toPem()}, which is for storage only. See docs/protocol.md, "Certificates".
 */
public final class SigningKey {
    private static final int BITS = 2048;
    private static final String PKCS1 = "RSA PRIVATE KEY";
    private static final String PKCS8 = "PRIVATE KEY";

    private final RSAPrivateCrtKeyParameters key;
    private final VerifyKey publicKey;

    private SigningKey(RSAPrivateCrtKeyParameters key) {
        this.key = key;
        this.publicKey = VerifyKey.of(key.getModulus(), key.getPublicExponent());
    }

    /** Generates a key of 2048 bits. Takes from a tenth of a second to some seconds. */
    public static SigningKey generate(SecureRandom random) {
        try {
            // The platform's generator needs half the time of Bouncy Castle's.
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(new RSAKeyGenParameterSpec(BITS, RSAKeyGenParameterSpec.F4), random);
            RSAPrivateCrtKey made =
                    (RSAPrivateCrtKey) generator.generateKeyPair().getPrivate();
            return new SigningKey(new RSAPrivateCrtKeyParameters(
                    made.getModulus(),
                    made.getPublicExponent(),
                    made.getPrivateExponent(),
                    made.getPrimeP(),
                    made.getPrimeQ(),
                    made.getPrimeExponentP(),
                    made.getPrimeExponentQ(),
                    made.getCrtCoefficient()));
        } catch (GeneralSecurityException e) {
            throw new MorangoException("This Java installation cannot generate RSA keys", e);
        }
    }

    /** Returns the key that verifies the signatures of this one. */
    public VerifyKey publicKey() {
        return publicKey;
    }

    /** Signs a text, in UTF-8. Returns the signature as one line of Base64: RSA, PKCS#1 v1.5, SHA-256. */
    public String sign(String text) {
        RSADigestSigner signer = new RSADigestSigner(new SHA256Digest());
        signer.init(true, key);
        byte[] message = text.getBytes(StandardCharsets.UTF_8);
        signer.update(message, 0, message.length);
        try {
            return Base64.getEncoder().encodeToString(signer.generateSignature());
        } catch (CryptoException e) {
            throw new MorangoException("Signing failed", e);
        }
    }

    /** Returns the key itself, as PKCS#1 PEM. For storage only: never send, log or show it. */
    public String toPem() {
        RSAPrivateKey structure = new RSAPrivateKey(
                key.getModulus(),
                key.getPublicExponent(),
                key.getExponent(),
                key.getP(),
                key.getQ(),
                key.getDP(),
                key.getDQ(),
                key.getQInv());
        StringWriter text = new StringWriter();
        try (PemWriter writer = new PemWriter(text)) {
            writer.writeObject(new PemObject(PKCS1, structure.getEncoded()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    /**
     * Reads a stored key: PKCS#1 PEM, or unencrypted PKCS#8 PEM.
     *
     * @throws CertificateException if it is not a usable RSA private key; the error does not contain any of it
     */
    public static SigningKey fromPem(String pem) {
        try (PemReader reader = new PemReader(new StringReader(pem))) {
            RSAPrivateKey key = decode(reader.readPemObject());
            if (!key.getPrime1().multiply(key.getPrime2()).equals(key.getModulus())) {
                throw malformed();
            }
            return new SigningKey(new RSAPrivateCrtKeyParameters(
                    key.getModulus(),
                    key.getPublicExponent(),
                    key.getPrivateExponent(),
                    key.getPrime1(),
                    key.getPrime2(),
                    key.getExponent1(),
                    key.getExponent2(),
                    key.getCoefficient()));
        } catch (IOException | RuntimeException e) { // No cause: it may quote the key.
            throw malformed();
        }
    }

    @Override
    public String toString() {
        return "SigningKey";
    }

    private static RSAPrivateKey decode(@Nullable PemObject pem) throws IOException {
        if (pem != null && pem.getType().equals(PKCS1)) {
            return RSAPrivateKey.getInstance(pem.getContent());
        }
        if (pem != null && pem.getType().equals(PKCS8)) {
            return RSAPrivateKey.getInstance(
                    PrivateKeyInfo.getInstance(pem.getContent()).parsePrivateKey());
        }
        throw malformed();
    }

    private static CertificateException malformed() {
        return new CertificateException(Reason.MALFORMED, "A stored private key is not a usable RSA key in PEM form");
    }
}
