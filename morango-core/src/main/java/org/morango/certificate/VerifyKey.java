package org.morango.certificate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Object;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.signers.RSADigestSigner;
import org.jspecify.annotations.Nullable;
import org.morango.certificate.CertificateException.Reason;

/** An RSA public key that verifies signatures. Immutable. See docs/protocol.md, "Certificates". */
public final class VerifyKey {
    private static final int MIN_BITS = 2048;
    private static final int MAX_BITS = 8192;
    private static final int MAX_EXPONENT_BITS = 64;
    private static final int MAX_TEXT = 2_000;
    private static final int MOST_READ = 1_000;
    /** Largest factor that is looked for. A closer test of a large modulus would take longer than all other checks. */
    private static final int SMALL_FACTORS = 1_000;

    private static final BigInteger SMALL_PRIMES = IntStream.range(2, SMALL_FACTORS)
            .mapToObj(BigInteger::valueOf)
            .filter(n -> n.isProbablePrime(SMALL_FACTORS))
            .reduce(BigInteger.ONE, BigInteger::multiply);

    /** Keys that were read lately, by their texts. Each request of a session reads some, and checking one takes long. */
    private static final Map<String, VerifyKey> READ =
            Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, VerifyKey> eldest) {
                    return size() > MOST_READ;
                }
            });

    private final RSAKeyParameters key;
    private final String text;

    private VerifyKey(RSAKeyParameters key) throws IOException {
        this.key = key;
        byte[] der = new RSAPublicKey(key.getModulus(), key.getExponent()).getEncoded(ASN1Encoding.DER);
        this.text = Base64.getEncoder().encodeToString(der);
    }

    /**
     * Reads a key.
     *
     * @param text one line of Base64 over the DER of a PKCS#1 RSAPublicKey, or of a SubjectPublicKeyInfo around one
     * @throws CertificateException if it is not such a key, of 2048 to 8192 bits, with an odd exponent of at least 3
     *     and below 2^64
     */
    public static VerifyKey parse(String text) {
        if (text.length() > MAX_TEXT) {
            throw malformed("it is longer than " + MAX_TEXT + " characters");
        }
        VerifyKey known = READ.get(text);
        if (known != null) {
            return known;
        }
        try {
            RSAPublicKey key = decode(Base64.getDecoder().decode(text));
            VerifyKey read = of(key.getModulus(), key.getPublicExponent());
            READ.put(text, read);
            return read;
        } catch (CertificateException e) {
            throw e;
        } catch (IOException | RuntimeException e) { // The ASN.1 classes throw many kinds of runtime exceptions.
            throw malformed("it is not Base64 over DER");
        }
    }

    /** Returns the key in wire format: one line of Base64 over the DER of the PKCS#1 RSAPublicKey. */
    public String text() {
        return text;
    }

    /**
     * Returns whether the signature over the UTF-8 text was made by this key's owner: RSA, PKCS#1 v1.5, SHA-256.
     *
     * @param signatureBase64 one line of Base64; any other text does not verify
     */
    public boolean verifies(String text, String signatureBase64) {
        if (signatureBase64.length() > MAX_TEXT) {
            return false;
        }
        byte[] signature;
        try {
            signature = Base64.getDecoder().decode(signatureBase64);
        } catch (IllegalArgumentException e) {
            return false;
        }
        RSADigestSigner signer = new RSADigestSigner(new SHA256Digest());
        signer.init(false, key);
        byte[] message = text.getBytes(StandardCharsets.UTF_8);
        signer.update(message, 0, message.length);
        return signer.verifySignature(signature);
    }

    @Override
    public boolean equals(@Nullable Object object) {
        return object instanceof VerifyKey other && text.equals(other.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }

    static VerifyKey of(BigInteger modulus, BigInteger exponent) {
        int bits = modulus.bitLength();
        if (modulus.signum() <= 0 || bits < MIN_BITS || bits > MAX_BITS) {
            throw malformed("its modulus is not of " + MIN_BITS + " to " + MAX_BITS + " bits");
        }
        if (exponent.compareTo(BigInteger.valueOf(3)) < 0
                || !exponent.testBit(0)
                || exponent.bitLength() > MAX_EXPONENT_BITS) {
            throw malformed("its exponent is not an odd number from 3 to below 2^" + MAX_EXPONENT_BITS);
        }
        if (!modulus.gcd(SMALL_PRIMES).equals(BigInteger.ONE)) {
            throw malformed("its modulus is not a product of two large primes");
        }
        try {
            return new VerifyKey(new RSAKeyParameters(false, modulus, exponent, true));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RSAPublicKey decode(byte[] der) throws IOException {
        ASN1Sequence sequence = ASN1Sequence.getInstance(der);
        if (sequence.getObjectAt(0) instanceof ASN1Integer) {
            return canonical(RSAPublicKey.getInstance(sequence), der);
        }
        SubjectPublicKeyInfo info = canonical(SubjectPublicKeyInfo.getInstance(sequence), der);
        if (!PKCSObjectIdentifiers.rsaEncryption.equals(info.getAlgorithm().getAlgorithm())) {
            throw malformed("it is not an RSA key");
        }
        byte[] inner = info.getPublicKeyData().getOctets();
        return canonical(RSAPublicKey.getInstance(inner), inner);
    }

    private static <T extends ASN1Object> T canonical(T object, byte[] der) throws IOException {
        if (!Arrays.equals(object.getEncoded(ASN1Encoding.DER), der)) {
            throw malformed("its encoding is not canonical");
        }
        return object;
    }

    private static CertificateException malformed(String reason) {
        return new CertificateException(Reason.MALFORMED, "A public key cannot be used: " + reason);
    }
}
