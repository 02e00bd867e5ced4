package org.morango.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.morango.Vectors.Case;
import org.morango.certificate.CertificateException.Reason;
import tools.jackson.databind.JsonNode;

class KeyTest {
    private static final long SEED = 31_337;
    private static final String SPKI_PREFIX = "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A";

    @ParameterizedTest
    @MethodSource("chains")
    void signaturesAreThoseOfTheOriginal(Case vector) {
        JsonNode chain = vector.data().get("chain");
        JsonNode leaf = chain.get(chain.size() - 1);
        JsonNode signed = vector.data().get("signed");
        SigningKey key = SigningKey.fromPem(leaf.get("private_key").stringValue());

        assertThat(key.publicKey().text()).isEqualTo(leaf.get("public_key").stringValue());
        assertThat(key.sign(signed.get("message").stringValue()))
                .isEqualTo(signed.get("signature").stringValue());
        assertThat(key.publicKey()
                        .verifies(
                                signed.get("message").stringValue(),
                                signed.get("signature").stringValue()))
                .isTrue();
    }

    static List<Case> chains() {
        return CertificateVectors.chains();
    }

    @Test
    void generatedKeysSignAndSurviveStorage() {
        SigningKey key = SigningKey.generate(new SecureRandom());
        SigningKey stored = SigningKey.fromPem(key.toPem());

        assertThat(stored.publicKey()).isEqualTo(key.publicKey()).hasSameHashCodeAs(key.publicKey());
        assertThat(key.publicKey().verifies("Ünïcode ✓", stored.sign("Ünïcode ✓")))
                .isTrue();
        assertThat(key.publicKey().verifies("Unicode", stored.sign("Ünïcode ✓")))
                .isFalse();
        assertThat(key).hasToString("SigningKey");
    }

    @Test
    void subjectPublicKeyInfoIsAccepted() {
        VerifyKey key = CertificateVectors.goodKey(0).publicKey();

        assertThat(VerifyKey.parse(key.text())).isEqualTo(key);
        assertThat(VerifyKey.parse(SPKI_PREFIX + key.text())).isEqualTo(key);
    }

    @Test
    void otherSignaturesDoNotVerify() {
        VerifyKey key = CertificateVectors.goodKey(0).publicKey();
        String signature = CertificateVectors.goodKey(0).sign("text");

        assertThat(key.verifies("text", signature)).isTrue();
        for (String other : List.of("", "!", "AAAA", signature + signature, "=", "A".repeat(1_000_000))) {
            assertThat(key.verifies("text", other)).isFalse();
        }
        Random random = new Random(SEED);
        for (int run = 0; run < 200; run++) {
            byte[] bytes = Base64.getDecoder().decode(signature);
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            assertThat(key.verifies("text", Base64.getEncoder().encodeToString(bytes)))
                    .as("seed " + SEED + ", run " + run)
                    .isFalse();
        }
    }

    @Test
    void keysOutOfBoundsAreRefused() {
        byte[] good = Base64.getDecoder()
                .decode(CertificateVectors.goodKey(0).publicKey().text());
        BigInteger modulus = RSAPublicKey.getInstance(good).getModulus();
        BigInteger exponent = BigInteger.valueOf(65537);

        assertThat(VerifyKey.parse(pkcs1(modulus, exponent)).text()).isEqualTo(pkcs1(modulus, exponent));
        assertMalformed(pkcs1(modulus, BigInteger.ONE));
        assertMalformed(pkcs1(modulus, BigInteger.valueOf(65536)));
        assertMalformed(pkcs1(modulus, BigInteger.valueOf(-3)));
        assertMalformed(pkcs1(modulus, BigInteger.ONE.shiftLeft(64).add(BigInteger.ONE)));
        assertMalformed(pkcs1(modulus.negate(), exponent));
        assertMalformed(pkcs1(modulus.shiftRight(1), exponent));
        assertMalformed(pkcs1(modulus.add(BigInteger.ONE), exponent));
        assertMalformed(pkcs1(BigInteger.ONE.shiftLeft(8192).add(BigInteger.ONE), exponent));
        assertMalformed(pkcs1(BigInteger.ZERO, exponent));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "A", "AAAA", "MAA=", "MAUCAQECAQ==", "not base64", "MIIBCgKCAQEA", "BQA=", "MAMCAQE="})
    void otherTextsAreNoKeys(String text) {
        assertMalformed(text);
    }

    @Test
    void damagedKeysAreRefusedOrReadExactly() {
        String good = CertificateVectors.goodKey(0).publicKey().text();
        assertMalformed(good + "\n");
        assertMalformed(good.substring(0, good.length() - 4));
        assertMalformed("A".repeat(1_000_000));
        Random random = new Random(SEED);
        for (int run = 0; run < 300; run++) {
            byte[] bytes = Base64.getDecoder().decode(random.nextBoolean() ? good : SPKI_PREFIX + good);
            // The head holds the structure; the rest is one number, in which there is little to break.
            bytes[random.nextInt(40)] ^= (byte) (1 << random.nextInt(8));
            String text = Base64.getEncoder().encodeToString(random.nextInt(3) > 0 ? bytes : Arrays.copyOf(bytes, 150));
            try {
                VerifyKey key = VerifyKey.parse(text);
                assertThat(text).as("seed " + SEED + ", run " + run).endsWith(key.text());
            } catch (CertificateException e) {
                assertThat(e.reason()).isEqualTo(Reason.MALFORMED);
            }
        }
    }

    @Test
    void otherAlgorithmsAreRefused() throws Exception {
        byte[] inner = Base64.getDecoder()
                .decode(CertificateVectors.goodKey(0).publicKey().text());
        byte[] info = new SubjectPublicKeyInfo(new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey), inner)
                .getEncoded();

        assertMalformed(Base64.getEncoder().encodeToString(info));
    }

    @Test
    void pkcs8PemIsRead() throws Exception {
        SigningKey key = CertificateVectors.goodKey(0);
        String body = key.toPem().replaceAll("-----[A-Z ]+-----|\\s", "");
        RSAPrivateKey inner = RSAPrivateKey.getInstance(Base64.getDecoder().decode(body));
        byte[] pkcs8 =
                new PrivateKeyInfo(new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption), inner).getEncoded();

        assertThat(SigningKey.fromPem("-----BEGIN PRIVATE KEY-----\n"
                                + Base64.getMimeEncoder().encodeToString(pkcs8) + "\n-----END PRIVATE KEY-----\n")
                        .publicKey())
                .isEqualTo(key.publicKey());
    }

    @Test
    void errorsOfStoredKeysDoNotQuoteThem() {
        String pem = CertificateVectors.goodKey(0).toPem();
        List<String> damaged =
                List.of("", "x", pem.substring(0, 400), pem.replace("RSA ", "EC "), pem.replaceFirst("MII", "AAA"));

        for (String text : damaged) {
            assertThatThrownBy(() -> SigningKey.fromPem(text))
                    .isInstanceOf(CertificateException.class)
                    .hasNoCause()
                    .hasMessage("A stored private key is not a usable RSA key in PEM form");
        }
    }

    private static void assertMalformed(String text) {
        assertThatThrownBy(() -> VerifyKey.parse(text))
                .isInstanceOfSatisfying(
                        CertificateException.class, e -> assertThat(e.reason()).isEqualTo(Reason.MALFORMED));
    }

    private static String pkcs1(BigInteger modulus, BigInteger exponent) {
        ASN1EncodableVector members = new ASN1EncodableVector();
        members.add(new ASN1Integer(modulus));
        members.add(new ASN1Integer(exponent));
        try {
            return Base64.getEncoder().encodeToString(new DERSequence(members).getEncoded());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
