package org.morango.invitation;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An invitation as the peer that has issued it stores it, without the code. Immutable.
 *
 * @param id 32 hexadecimal digits; does not lead to the code
 * @param rootId the root certificate above the issuer
 * @param issuerId the certificate that will sign, or whose renewal will
 * @param scopeDefinitionId the scope definition of the new certificate
 * @param scopeParams the parameters of its templates
 * @param label for people; empty for none
 * @param created to the millisecond, as all times
 * @param expires when it can no longer be used
 * @param used when a peer has joined by it; null if none has
 * @param usedBy the id of the certificate that it got; null if none has joined
 * @param usedByName the name that people have given to its device; empty for none
 * @param revoked when it was revoked; null if it was not
 */
public record Invitation(
        String id,
        String rootId,
        String issuerId,
        String scopeDefinitionId,
        Map<String, String> scopeParams,
        String label,
        Instant created,
        Instant expires,
        @Nullable Instant used,
        @Nullable String usedBy,
        String usedByName,
        @Nullable Instant revoked) {
    public Invitation {
        scopeParams = Collections.unmodifiableMap(new TreeMap<>(scopeParams));
    }

    /** Returns whether it can be used at that time. */
    public InvitationState state(Instant now) {
        if (revoked != null) {
            return InvitationState.REVOKED;
        }
        if (used != null) {
            return InvitationState.USED;
        }
        return now.isBefore(expires) ? InvitationState.OPEN : InvitationState.EXPIRED;
    }
}
