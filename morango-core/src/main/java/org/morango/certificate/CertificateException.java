package org.morango.certificate;

import java.util.Map;
import org.morango.common.MorangoException;

/** A certificate, chain or key cannot be read or must not be trusted. See docs/protocol.md, "Certificates". */
public class CertificateException extends MorangoException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    public CertificateException(Reason reason, String message) {
        this(reason, message, Map.of());
    }

    public CertificateException(Reason reason, String message, Map<String, String> ids) {
        super(message, ids);
        this.reason = reason;
    }

    /** Returns what is wrong. */
    public Reason reason() {
        return reason;
    }

    /** The possible faults of a certificate. */
    public enum Reason {
        /** The signature is not the parent's (for a root: its own) over the serialized text. */
        SIGNATURE_INVALID("CertificateSignatureInvalid"),
        /** The id does not follow from key, profile and salt. */
        ID_INVALID("CertificateIDInvalid"),
        /** The scope allows something that the parent's does not. */
        SCOPE_NOT_SUBSET("CertificateScopeNotSubset"),
        /** The profile is not that of the parent or of the scope definition. */
        PROFILE_INVALID("CertificateProfileInvalid"),
        /** The scope of a root has a prefix that does not start with the root's own id. */
        ROOT_SCOPE_INVALID("CertificateRootScopeInvalid"),
        /** The certificate or one above it has been revoked. Python Morango has no such reason. */
        REVOKED("CertificateRevoked"),
        /** The certificate or one above it has expired. Python Morango has no such reason. */
        EXPIRED("CertificateExpired"),
        /** Anything else: unreadable, incomplete, contradictory, not linked, of an unknown scope definition. */
        MALFORMED("AssertionError");

        private final String wireName;

        Reason(String wireName) {
            this.wireName = wireName;
        }

        /** Returns the name of this reason on the wire. */
        public String wireName() {
            return wireName;
        }
    }
}
