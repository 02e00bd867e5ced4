package org.morango.certificate;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.morango.certificate.CertificateException.Reason;
import org.morango.record.Ids;
import tools.jackson.databind.JsonNode;

/**
 * The statement that a certificate and everything below it can no longer be trusted. It applies from the moment a peer
 * knows of it, and is permanent. An object of this class need not be true; {@link #verify} checks it.
 *
 * @param certificateId the certificate that is revoked
 * @param issuerId the certificate whose owner revokes it: the revoked one itself, or one above it
 * @param time when it was revoked, by the issuer's clock
 * @param reason for people; visible to every peer
 * @param serialized the text that was signed, byte for byte as it was received
 * @param signature the issuer's signature over it, in one line of Base64
 */
public record Revocation(
        String certificateId, String issuerId, Instant time, String reason, String serialized, String signature) {
    /** Longest reason, in characters. */
    public static final int MAX_REASON = 1_000;

    /** Distinguishes this text from all other texts that certificates sign. */
    private static final String TYPE = "morango-revocation";

    /**
     * Revokes a certificate.
     *
     * @param issuerKey the key of the issuer, which signs the statement
     * @param chainRootFirst the revoked certificate, with those above it
     * @throws CertificateException if the key is not the issuer's, or the issuer is not in the chain
     */
    public static Revocation issue(
            SigningKey issuerKey, Certificate issuer, List<Certificate> chainRootFirst, Instant time, String reason) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put("type", TYPE);
        members.put(
                "certificate_id", chainRootFirst.get(chainRootFirst.size() - 1).id());
        members.put("issuer_id", issuer.id());
        members.put("time", time.truncatedTo(ChronoUnit.SECONDS).toString());
        members.put("reason", reason);
        String serialized = PythonJson.object(members);
        Revocation revocation = parse(serialized, issuerKey.sign(serialized));
        revocation.verify(chainRootFirst);
        return revocation;
    }

    /**
     * Reads a revocation.
     *
     * @throws CertificateException if the text is not a revocation
     */
    public static Revocation parse(String serialized, String signature) {
        JsonNode node = StrictJson.parseObject(serialized, "the revocation");
        if (!StrictJson.text(node, "type").equals(TYPE)) {
            throw StrictJson.malformed("it is not a revocation");
        }
        String certificate = StrictJson.text(node, "certificate_id");
        String issuer = StrictJson.text(node, "issuer_id");
        String reason = StrictJson.text(node, "reason");
        if (!Ids.isId(certificate) || !Ids.isId(issuer) || reason.length() > MAX_REASON) {
            throw StrictJson.malformed("the revocation has a malformed id, or too long a reason");
        }
        return new Revocation(
                certificate, issuer, StrictJson.time(StrictJson.text(node, "time")), reason, serialized, signature);
    }

    /**
     * Verifies that the issuer may revoke the certificate, and has done so.
     *
     * @param chainRootFirst the verified chain of the revoked certificate
     * @throws CertificateException if not
     */
    public void verify(List<Certificate> chainRootFirst) {
        boolean isOfChain = chainRootFirst.get(chainRootFirst.size() - 1).id().equals(certificateId);
        boolean isSigned = isOfChain
                && chainRootFirst.stream()
                        .filter(c -> c.id().equals(issuerId))
                        .anyMatch(issuer -> issuer.publicKey().verifies(serialized, signature));
        if (!isSigned) {
            throw new CertificateException(
                    Reason.SIGNATURE_INVALID,
                    "The revocation of a certificate is not signed by it, or by one above it",
                    Map.of("certificate", certificateId, "issuer", issuerId));
        }
    }
}
