package org.morango.certificate;

import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.morango.certificate.CertificateException.Reason;
import org.morango.common.MorangoException;
import org.morango.record.Filter;
import org.morango.record.Ids;
import org.morango.record.Scope;
import org.morango.record.ScopeDefinition;

/** Decides whether a chain of certificates can be trusted. See docs/protocol.md, "Certificates". */
public final class CertificateChains {
    private static final int MAX_SHOWN = 200;

    private CertificateChains() {}

    /**
     * Verifies a whole chain. Only the signed text of a certificate is trusted; all its other members must agree with
     * that text. Revocation and expiry are not checked here.
     *
     * @param chainRootFirst the certificates, from the root to the one in question
     * @param definitions the known scope definitions by id; null for an unknown one
     * @throws CertificateException if any certificate in it is not valid, with the reason, and the ids of the
     *     certificate and its parent
     */
    public static void verify(
            List<Certificate> chainRootFirst, Function<String, @Nullable ScopeDefinition> definitions) {
        if (chainRootFirst.isEmpty() || chainRootFirst.size() > CertificateJson.MAX_CHAIN) {
            throw new CertificateException(
                    Reason.MALFORMED,
                    "A certificate chain must have from 1 to " + CertificateJson.MAX_CHAIN + " certificates");
        }
        Set<String> seen = new HashSet<>();
        Certificate parent = null;
        Scope parentScope = null;
        for (Certificate certificate : chainRootFirst) {
            if (!seen.add(certificate.id())) {
                throw invalid(Reason.MALFORMED, "is in its chain twice", certificate);
            }
            checkSignedText(certificate, parent);
            Scope scope = scope(certificate, definitions);
            if (parent == null || parentScope == null) {
                checkRoot(certificate, scope);
            } else {
                checkChild(certificate, scope, parent, parentScope);
            }
            parent = certificate;
            parentScope = scope;
        }
    }

    /**
     * Returns when the last certificate of a chain expires: when the first of the chain does. Empty for never.
     *
     * @throws CertificateException if a signed text cannot be read
     */
    public static Optional<Instant> expires(List<Certificate> chain) {
        return chain.stream().flatMap(c -> c.expires().stream()).min(Comparator.naturalOrder());
    }

    /**
     * Returns the identity of the line of a chain's last certificate. It is equal for certificates that renew one
     * another, under issuers that do. It depends on the lines of all above it, so an issuer can make only certificates
     * of lines below its own, whatever it writes into them.
     *
     * @throws CertificateException if a signed text cannot be read
     */
    public static String line(List<Certificate> chainRootFirst) {
        List<String> lines = lines(chainRootFirst);
        return lines.get(lines.size() - 1);
    }

    /** Returns the lines of all certificates of a chain, root first: {@link #line}. */
    public static List<String> lines(List<Certificate> chainRootFirst) {
        String[] firsts = chainRootFirst.stream().map(Certificate::line).toArray(String[]::new);
        return IntStream.rangeClosed(1, firsts.length)
                .mapToObj(length -> Ids.hash(Arrays.copyOf(firsts, length)))
                .toList();
    }

    /**
     * Checks that a certificate is linked to its parent, has the right id, is signed, and agrees with its signed text.
     */
    private static void checkSignedText(Certificate certificate, @Nullable Certificate parent) {
        Certificate signed = CertificateJson.parseSigned(certificate.serialized(), certificate.signature());
        signed.life();
        if (!signed.id().equals(certificate.id())) {
            throw invalid(Reason.MALFORMED, "has another id in its signed text", certificate);
        }
        if (!Objects.equals(signed.parentId(), parent == null ? null : parent.id())) {
            throw invalid(
                    Reason.MALFORMED,
                    parent == null ? "is first in its chain but not a root" : "does not follow its parent in its chain",
                    certificate);
        }
        if (!signed.id().equals(Certificate.idOf(signed.publicKey(), signed.profile(), signed.salt()))) {
            throw invalid(Reason.ID_INVALID, "has an id that does not follow from its key", certificate);
        }
        VerifyKey signer = parent == null ? signed.publicKey() : parent.publicKey();
        if (!signer.verifies(certificate.serialized(), certificate.signature())) {
            throw invalid(Reason.SIGNATURE_INVALID, "is not signed by its parent", certificate);
        }
        if (!signed.equals(certificate)) {
            throw invalid(Reason.MALFORMED, "differs from its signed text", certificate);
        }
    }

    private static Scope scope(Certificate certificate, Function<String, @Nullable ScopeDefinition> definitions) {
        ScopeDefinition definition = definitions.apply(certificate.scopeDefinitionId());
        if (definition == null) {
            throw invalid(
                    Reason.MALFORMED,
                    "is of a scope definition that is not known here; define it here as the peer does",
                    certificate);
        }
        if (certificate.scopeVersion() > definition.version()) {
            throw invalid(
                    Reason.MALFORMED,
                    "is of version " + certificate.scopeVersion() + " of its scope definition, of which version "
                            + definition.version() + " is known here; define the newer version here",
                    certificate);
        }
        if (!definition.profile().equals(certificate.profile())) {
            throw invalid(
                    Reason.PROFILE_INVALID,
                    "is of profile \"" + certificate.profile() + "\", its scope definition here of profile \""
                            + definition.profile() + "\"; define it alike on both sides",
                    certificate);
        }
        try {
            return certificate.scope(definition);
        } catch (MorangoException e) {
            throw invalid(Reason.MALFORMED, "has a parameter that does not fit. " + e.getMessage(), certificate);
        }
    }

    private static void checkRoot(Certificate root, Scope scope) {
        Filter own = Filter.of(root.id());
        if (!scope.isSubsetOf(new Scope(own, own))) {
            throw invalid(
                    Reason.ROOT_SCOPE_INVALID,
                    "is a root whose scope does not start with its own id: " + outside(scope, new Scope(own, own))
                            + "; begin each line of the definition's templates with its primary parameter",
                    root);
        }
    }

    private static void checkChild(Certificate certificate, Scope scope, Certificate parent, Scope parentScope) {
        if (!scope.isSubsetOf(parentScope)) {
            throw invalid(
                    Reason.SCOPE_NOT_SUBSET,
                    "has a scope that is not a subset of its parent's: " + outside(scope, parentScope)
                            + "; ask for less, or have a wider certificate sign it",
                    certificate);
        }
        if (!certificate.profile().equals(parent.profile())) {
            throw invalid(
                    Reason.PROFILE_INVALID,
                    "is of profile \"" + certificate.profile() + "\", its parent of scope \""
                            + parent.scopeDefinitionId() + "\" of profile \"" + parent.profile() + "\"",
                    certificate);
        }
    }

    private static String outside(Scope scope, Scope parent) {
        if (scope.read().isSubsetOf(parent.read()) && scope.write().isSubsetOf(parent.write())) {
            return scope.readModels().isSubsetOf(parent.readModels())
                    ? "it may write models " + scope.writeModels() + ", at most " + parent.writeModels()
                            + " are allowed"
                    : "it may read models " + scope.readModels() + ", at most " + parent.readModels() + " are allowed";
        }
        return scope.read().isSubsetOf(parent.read())
                ? "it may write \"" + shown(scope.write()) + "\", at most \"" + shown(parent.write()) + "\" is allowed"
                : "it may read \"" + shown(scope.read()) + "\", at most \"" + shown(parent.read()) + "\" is allowed";
    }

    private static String shown(Filter filter) {
        return shortened(filter.toString().replaceAll("\\s+", " "));
    }

    static String shortened(String text) {
        return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…";
    }

    private static CertificateException invalid(Reason reason, String what, Certificate certificate) {
        Map<String, String> ids = new TreeMap<>();
        ids.put("certificate", certificate.id());
        if (certificate.parentId() != null) {
            ids.put("parent", certificate.parentId());
        }
        return new CertificateException(
                reason,
                "Certificate " + certificate.id() + " of scope \"" + certificate.scopeDefinitionId() + "\" with "
                        + shortened(certificate.scopeParams()) + " " + what,
                ids);
    }
}
