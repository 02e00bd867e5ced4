package org.morango.certificate;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.morango.certificate.CertificateException.Reason;
import org.morango.record.Ids;
import org.morango.record.Scope;
import org.morango.record.ScopeDefinition;
import tools.jackson.databind.JsonNode;

/**
 * A certificate: the owner of a key may act in a scope. An object of this class need not be valid;
 * {@link CertificateChains} verifies it. See docs/protocol.md, "Certificates".
 *
 * @param id follows from key, profile and salt
 * @param parentId the id of the certificate that signed this one; null for a root, which signs itself
 * @param profile the profile of the records it is for
 * @param scopeDefinitionId the kind of scope
 * @param scopeVersion the version of the scope definition when this was issued
 * @param scopeParams the parameters of the scope definition's templates: a JSON object, as text
 * @param publicKey the owner's key
 * @param serialized the text that was signed, byte for byte as it was received
 * @param signature the parent's signature over it, in one line of Base64
 * @param salt chosen by the signer; the empty text for none
 */
public record Certificate(
        String id,
        @Nullable String parentId,
        String profile,
        String scopeDefinitionId,
        int scopeVersion,
        String scopeParams,
        VerifyKey publicKey,
        String serialized,
        String signature,
        String salt) {

    /**
     * Issues a root certificate.
     *
     * @param key the owner's key, which signs it
     * @param definition the kind of scope; its primary parameter becomes the certificate's own id
     * @param extraParams the other parameters
     * @throws CertificateException if the definition is for no root certificate, or its scope would reach outside of it
     */
    public static Certificate root(SigningKey key, ScopeDefinition definition, Map<String, String> extraParams) {
        return root(key, definition, extraParams, Life.UNSAID);
    }

    /** Issues a root certificate that states its lifetime. */
    public static Certificate root(
            SigningKey key, ScopeDefinition definition, Map<String, String> extraParams, Life life) {
        if (definition.primaryScopeParamKey().isEmpty()) {
            throw new CertificateException(
                    Reason.ROOT_SCOPE_INVALID,
                    "Scope definition \"" + definition.id()
                            + "\" names no primary parameter, which takes a root's id, so that no"
                            + " root certificate can be made of it. Set its primaryParam, or take another definition",
                    Map.of("scopeDefinition", definition.id()));
        }
        String id = idOf(key.publicKey(), definition.profile(), "");
        Map<String, String> params = new LinkedHashMap<>();
        params.put(definition.primaryScopeParamKey(), id);
        new TreeMap<>(extraParams).forEach(params::putIfAbsent);
        requireAll(definition, params);
        Certificate root =
                signed(key, null, Subject.of(definition, PythonJson.object(params)), key.publicKey(), "", life);
        CertificateChains.verify(List.of(root), name -> definition);
        return root;
    }

    /**
     * Issues a certificate under another one. This method does not check that the scope lies within the parent's;
     * {@link CertificateChains#verify} of the resulting chain does.
     *
     * @param parentKey the key of the parent, which signs it
     * @param scopeParams a JSON object, as text, used as it is
     * @param key the new owner's key
     * @param salt distinguishes this certificate from others of the same key, for example a random id
     * @throws CertificateException if the key is not the parent's, the definition is of another profile, or the
     *     parameters cannot be read
     */
    public static Certificate issue(
            SigningKey parentKey,
            Certificate parent,
            ScopeDefinition definition,
            String scopeParams,
            VerifyKey key,
            String salt) {
        return issue(parentKey, parent, definition, scopeParams, key, salt, Life.UNSAID);
    }

    /**
     * Issues a certificate that states its lifetime, under another one. It expires with those above it at the latest.
     */
    public static Certificate issue(
            SigningKey parentKey,
            Certificate parent,
            ScopeDefinition definition,
            String scopeParams,
            VerifyKey key,
            String salt,
            Life life) {
        requireKeyOf(parent, parentKey);
        if (!definition.profile().equals(parent.profile())) {
            throw new CertificateException(
                    Reason.PROFILE_INVALID,
                    "Scope definition \"" + definition.id() + "\" is of profile \"" + definition.profile()
                            + "\", the parent certificate " + parent.id() + " of scope \"" + parent.scopeDefinitionId()
                            + "\" of profile \"" + parent.profile()
                            + "\". Take a scope definition and a parent of one profile",
                    Map.of("certificate", parent.id(), "scopeDefinition", definition.id()));
        }
        requireAll(definition, parse(scopeParams));
        return signed(parentKey, parent.id(), Subject.of(definition, scopeParams), key, salt, life);
    }

    /**
     * Issues a certificate of the same scope as another one, and continues its line.
     *
     * @param parentKey the key of the parent, which signs it
     * @param parent the parent of the other one, or a certificate of the parent's line
     * @param former the certificate that is renewed
     * @param key the owner's new key
     * @param issued when it is issued; made later than the former, if that states its time, so that it is the newer of
     *     the two
     * @param expires when it expires; null for never
     * @throws CertificateException if the key is not the parent's
     */
    public static Certificate renewal(
            SigningKey parentKey,
            Certificate parent,
            Certificate former,
            VerifyKey key,
            String salt,
            Instant issued,
            @Nullable Instant expires) {
        requireKeyOf(parent, parentKey);
        Instant earliest = Optional.ofNullable(former.life().issued())
                .map(before -> before.plusSeconds(1))
                .orElse(issued);
        Life life = new Life(issued.isBefore(earliest) ? earliest : issued, expires, former.line());
        return signed(parentKey, parent.id(), Subject.of(former), key, salt, life);
    }

    private static void requireKeyOf(Certificate parent, SigningKey parentKey) {
        if (!parentKey.publicKey().equals(parent.publicKey())) {
            throw new CertificateException(
                    Reason.SIGNATURE_INVALID,
                    "The signing key is not that of the parent certificate " + parent.id(),
                    Map.of("certificate", parent.id()));
        }
    }

    /**
     * Returns the lifetime of this certificate, as its signed text states it.
     *
     * @throws CertificateException if the text cannot be read
     */
    public Life life() {
        return CertificateJson.life(serialized);
    }

    /**
     * Returns when this certificate expires, as its signed text states it; empty for never. Those above it may expire
     * earlier: {@link CertificateChains#expires}.
     *
     * @throws CertificateException if the text cannot be read
     */
    public Optional<Instant> expires() {
        return Optional.ofNullable(life().expires());
    }

    /**
     * Returns the id of the first certificate of its line: its own, unless it renews another one. A root is a line of
     * its own, whatever its text says.
     *
     * @throws CertificateException if the text cannot be read
     */
    public String line() {
        String renews = parentId == null ? null : life().renews();
        return renews == null ? id : renews;
    }

    /**
     * Returns the scope parameters, in their order, unmodifiable. Whole numbers are given as their digits.
     *
     * @throws CertificateException if they are not a JSON object of strings and whole numbers
     */
    public Map<String, String> params() {
        return parse(scopeParams);
    }

    /**
     * Returns what this certificate allows.
     *
     * @param definition the scope definition that this certificate names
     * @throws CertificateException if it is another one, or the parameters cannot be read
     */
    public Scope scope(ScopeDefinition definition) {
        if (!definition.id().equals(scopeDefinitionId)) {
            throw new CertificateException(
                    Reason.MALFORMED,
                    "Certificate " + id + " is of scope definition \"" + scopeDefinitionId + "\", not of \""
                            + definition.id() + "\"",
                    Map.of("certificate", id, "scopeDefinition", definition.id()));
        }
        return definition.scope(params());
    }

    /**
     * Requires all parameters to which the templates of a scope definition refer. A missing one would stay in its
     * filters as it is written, and no record has such a partition.
     *
     * @throws CertificateException if one is missing
     */
    public static void requireAll(ScopeDefinition definition, Map<String, String> params) {
        SortedSet<String> missing = definition.parameters();
        missing.removeAll(params.keySet());
        if (!missing.isEmpty()) {
            throw new CertificateException(
                    Reason.MALFORMED,
                    "Scope definition \"" + definition.id() + "\" needs the parameters " + definition.parameters()
                            + "; "
                            + missing + " is missing in " + CertificateChains.shortened(params.toString())
                            + ". Give a value for each",
                    Map.of("scopeDefinition", definition.id()));
        }
    }

    /**
     * Returns the id that follows from key, profile and salt; empty parts are left out. See docs/protocol.md,
     * "Identifiers".
     */
    static String idOf(VerifyKey key, String profile, String salt) {
        StringBuilder text = new StringBuilder(key.text());
        if (!profile.isEmpty()) {
            text.append(':').append(profile);
        }
        if (!salt.isEmpty()) {
            text.append(':').append(salt);
        }
        return Ids.hash(text.toString());
    }

    /** The subject of a certificate: profile and scope. */
    private record Subject(String profile, String scopeDefinition, int scopeVersion, String scopeParams) {
        static Subject of(ScopeDefinition definition, String scopeParams) {
            return new Subject(definition.profile(), definition.id(), definition.version(), scopeParams);
        }

        static Subject of(Certificate other) {
            return new Subject(other.profile, other.scopeDefinitionId, other.scopeVersion, other.scopeParams);
        }
    }

    private static Certificate signed(
            SigningKey signer, @Nullable String parentId, Subject subject, VerifyKey key, String salt, Life life) {
        String id = idOf(key, subject.profile, salt);
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        members.put("id", id);
        members.put("parent_id", parentId);
        members.put("profile", subject.profile);
        members.put("salt", salt);
        members.put("scope_definition_id", subject.scopeDefinition);
        members.put("scope_version", subject.scopeVersion);
        members.put("scope_params", subject.scopeParams);
        members.put("public_key_string", key.text());
        CertificateJson.put(members, life);
        String serialized = PythonJson.object(members);
        return new Certificate(
                id,
                parentId,
                subject.profile,
                subject.scopeDefinition,
                subject.scopeVersion,
                subject.scopeParams,
                key,
                serialized,
                signer.sign(serialized),
                salt);
    }

    private static Map<String, String> parse(String scopeParams) {
        Map<String, String> params = new LinkedHashMap<>();
        JsonNode object = StrictJson.parseObject(scopeParams, "the scope parameters");
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            JsonNode value = member.getValue();
            if (!value.isString() && !value.isIntegralNumber()) {
                throw StrictJson.malformed("scope parameter \"" + CertificateChains.shortened(member.getKey())
                        + "\" is " + CertificateChains.shortened(value.toString())
                        + ", neither a string nor a whole number");
            }
            params.put(member.getKey(), value.asString());
        }
        return Collections.unmodifiableMap(params);
    }
}
