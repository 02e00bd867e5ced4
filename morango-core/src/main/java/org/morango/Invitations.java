package org.morango;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.morango.certificate.Certificate;
import org.morango.certificate.SigningKey;
import org.morango.common.MorangoException;
import org.morango.internal.audit.Audit;
import org.morango.internal.protocol.Json;
import org.morango.internal.trust.Issuing;
import org.morango.invitation.Invitation;
import org.morango.invitation.InvitationCode;
import org.morango.invitation.InvitationState;
import org.morango.invitation.InvitationTerms;
import org.morango.invitation.IssuedInvitation;
import org.morango.observation.AuditEvent.Kind;
import org.morango.record.ScopeDefinition;
import org.morango.replica.CertificateStore;
import org.morango.replica.InvitationStore;
import org.morango.replica.Replica;
import org.morango.session.Side;
import org.morango.settings.PeerSettings;

/**
 * The invitations of a peer: each lets one new peer get one certificate, without a user's name and password. See
 * docs/joining.md. The application decides who may create, see and revoke invitations; this library does not ask its
 * authenticator or its signing permission. Thread-safe.
 */
public final class Invitations {
    /** Most invitations on a page of a list. */
    public static final int MAX_PAGE = 1_000;

    private final CertificateStore certificates;
    private final InvitationStore store;
    private final PeerSettings settings;
    private final Issuing issuing;
    private final Audit audit;

    Invitations(Replica replica, PeerSettings settings) {
        this.certificates = replica.certificates();
        this.store = replica.invitations();
        this.settings = settings;
        this.issuing = new Issuing(certificates, settings);
        this.audit = new Audit(settings);
    }

    /**
     * Creates an invitation. Checks at once that its certificate could be issued. Takes a tenth of a second or so.
     *
     * @return the invitation with its code, which cannot be found out later
     * @throws MorangoException if the issuer's private key or the scope definition is not here, a parameter is missing,
     *     the scope is not inside that of the issuer, or the issuer is no longer valid
     */
    public IssuedInvitation create(InvitationTerms terms) {
        List<Certificate> issuer = certificates.chain(terms.issuerId());
        SigningKey key = certificates
                .key(terms.issuerId())
                .orElseThrow(() -> new MorangoException(
                        "Certificate " + terms.issuerId()
                                + " cannot sign here: this database does not hold its private key. Name a root, or a"
                                + " certificate, that Certificates.owned() returns.",
                        Map.of("certificate", terms.issuerId())));
        ScopeDefinition definition = certificates
                .scopeDefinition(terms.scopeDefinitionId())
                .orElseThrow(() -> new MorangoException(
                        "Scope definition " + terms.scopeDefinitionId() + " is unknown here; define it first.",
                        Map.of("scope_definition", terms.scopeDefinitionId())));
        String rootId = issuer.get(0).id();
        Map<String, String> params = new TreeMap<>(terms.scopeParams());
        if (!definition.primaryScopeParamKey().isEmpty()) {
            params.putIfAbsent(definition.primaryScopeParamKey(), rootId);
        }
        issuing.issue(
                issuer.get(issuer.size() - 1), key, definition, Json.render(Json.object(params)), key.publicKey());
        InvitationCode code = InvitationCode.random(settings.random());
        Instant now = now();
        Duration lifetime = terms.lifetime() == null ? settings.trust().invitationLifetime() : terms.lifetime();
        Invitation invitation = new Invitation(
                code.id(),
                rootId,
                terms.issuerId(),
                definition.id(),
                params,
                terms.label(),
                now,
                now.plus(lifetime),
                null,
                null,
                "",
                null);
        store.add(invitation, code.key());
        tell(Kind.INVITATION_CREATED, invitation);
        return new IssuedInvitation(invitation, code);
    }

    /** Returns the invitation of that id; empty if it is unknown, or was removed some time after it had expired. */
    public Optional<Invitation> find(String id) {
        return store.find(id);
    }

    /** Returns whether an invitation can still be used now. */
    public InvitationState state(Invitation invitation) {
        return invitation.state(settings.clock().instant());
    }

    /**
     * Returns a page of the invitations, the newest first.
     *
     * @param after the last invitation of the page before; null for the first page
     * @param limit from 1 to {@value #MAX_PAGE}
     */
    public List<Invitation> list(@Nullable Invitation after, int limit) {
        if (limit < 1 || limit > MAX_PAGE) {
            throw new MorangoException(
                    "A page of invitations has from 1 to " + MAX_PAGE + " of them, not " + limit + ".");
        }
        return store.page(after, limit);
    }

    /**
     * Revokes an invitation, so that nobody can join by it any more.
     *
     * @return the invitation as it is now
     * @throws MorangoException if it is unknown, or a peer has joined by it: revoke the certificate of that peer instead
     */
    public Invitation revoke(String id) {
        boolean isRevoked = store.revoke(id, now());
        Invitation now = store.find(id)
                .orElseThrow(
                        () -> new MorangoException("Invitation " + id + " is unknown here.", Map.of("invitation", id)));
        if (now.usedBy() != null) {
            throw new MorangoException(
                    "Invitation " + id + " was used at " + now.used() + "; revoke certificate " + now.usedBy()
                            + ", which was issued for it.",
                    Map.of("invitation", id, "certificate", now.usedBy()));
        }
        if (isRevoked) {
            tell(Kind.INVITATION_REVOKED, now);
        }
        return now;
    }

    private void tell(Kind kind, Invitation invitation) {
        audit.tell(
                kind,
                Side.SERVER,
                Map.of(
                        "invitation",
                        invitation.id(),
                        "label",
                        invitation.label(),
                        "issuer",
                        invitation.issuerId(),
                        "scope",
                        invitation.scopeDefinitionId() + " " + invitation.scopeParams()));
    }

    private Instant now() {
        return settings.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
