package org.morango.invitation;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.morango.common.MorangoException;
import org.morango.internal.text.LogText;

/**
 * The terms of a new invitation: which certificate it is good for. Immutable.
 *
 * @param issuerId the certificate that will sign, a root or one below it; its private key has to be in this database
 * @param scopeDefinitionId the scope definition of the new certificate
 * @param scopeParams the parameters of its templates. The primary parameter of the definition may be left out; it is the
 *     root's id
 * @param lifetime how long the invitation can be used; null for the setting {@code trust.invitationLifetime}
 * @param label for people, such as the name of the person invited; at most {@value #MAX_LABEL} characters, in one line
 */
public record InvitationTerms(
        String issuerId,
        String scopeDefinitionId,
        Map<String, String> scopeParams,
        @Nullable Duration lifetime,
        String label) {
    /** Most characters of a label. */
    public static final int MAX_LABEL = 200;

    /** Longest lifetime. */
    public static final Duration MAX_LIFETIME = Duration.ofDays(366);

    /** @throws MorangoException if the lifetime or the label is out of range */
    public InvitationTerms {
        scopeParams = Collections.unmodifiableMap(new TreeMap<>(scopeParams));
        if (lifetime != null && (lifetime.isNegative() || lifetime.isZero() || lifetime.compareTo(MAX_LIFETIME) > 0)) {
            throw new MorangoException("An invitation can be used for at most " + MAX_LIFETIME.toDays()
                    + " days, and for longer than zero, not for " + lifetime + ".");
        }
        if (label.length() > MAX_LABEL || !LogText.isPlain(label)) {
            throw new MorangoException(
                    "The label of an invitation is one line of at most " + MAX_LABEL + " characters.");
        }
    }

    /** Returns terms for a scope without parameters besides the root's id. */
    public static InvitationTerms of(String issuerId, String scopeDefinitionId) {
        return new InvitationTerms(issuerId, scopeDefinitionId, Map.of(), null, "");
    }

    /** Returns the same terms with these parameters. */
    public InvitationTerms withParams(Map<String, String> value) {
        return new InvitationTerms(issuerId, scopeDefinitionId, value, lifetime, label);
    }

    /** Returns the same terms with that lifetime; null for that of the settings. */
    public InvitationTerms withLifetime(@Nullable Duration value) {
        return new InvitationTerms(issuerId, scopeDefinitionId, scopeParams, value, label);
    }

    /** Returns the same terms with that label. */
    public InvitationTerms withLabel(String value) {
        return new InvitationTerms(issuerId, scopeDefinitionId, scopeParams, lifetime, value);
    }
}
