package org.morango.server;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.morango.certificate.Certificate;
import org.morango.certificate.CertificateException;
import org.morango.certificate.CertificateJson;
import org.morango.certificate.SigningKey;
import org.morango.certificate.VerifyKey;
import org.morango.internal.audit.Audit;
import org.morango.internal.binding.InvitationProof;
import org.morango.internal.protocol.Json;
import org.morango.internal.text.LogText;
import org.morango.internal.trust.Issuing;
import org.morango.internal.trust.Nonces;
import org.morango.internal.trust.OwnCertificates;
import org.morango.invitation.Invitation;
import org.morango.invitation.InvitationKey;
import org.morango.invitation.InvitationState;
import org.morango.observation.AuditEvent.Kind;
import org.morango.record.Ids;
import org.morango.record.ScopeDefinition;
import org.morango.replica.CertificateStore;
import org.morango.replica.InvitationStore;
import org.morango.replica.Replica;
import org.morango.session.Capability;
import org.morango.session.Side;
import org.morango.settings.PeerSettings;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST invitations/}: issues the certificate of an invitation, once, to a caller that knows its code. */
final class InvitationEndpoint implements Endpoint {
    private static final int MAX_KEY = 4_000;
    private static final int DIGEST = 64;

    private final InvitationStore invitations;
    private final CertificateStore certificates;
    private final PeerSettings settings;
    private final CallerLimits limits;
    private final Issuing issuing;
    private final OwnCertificates own;
    private final Audit audit;
    /** Stands for the keys of unknown invitations, so that they cost the same as known ones. */
    private final InvitationKey decoy;

    InvitationEndpoint(Replica replica, PeerSettings settings, CallerLimits limits) {
        this.invitations = replica.invitations();
        this.certificates = replica.certificates();
        this.settings = settings;
        this.limits = limits;
        this.issuing = new Issuing(certificates, settings);
        this.own = new OwnCertificates(certificates, settings);
        this.audit = new Audit(settings);
        this.decoy = InvitationKey.random(settings.random());
    }

    /**
     * The request.
     *
     * @param certificate the certificate of this server that the client has verified
     * @param name of the client's device; empty for none
     */
    private record Asked(
            String invitation, String certificate, String nonce, String publicKey, String name, String digest) {
        static Asked of(JsonNode body) {
            String name = body.has("name") ? RequestBody.text(body, "name") : "";
            if (name.length() > PeerSettings.MAX_NAME || !LogText.isPlain(name)) {
                throw Refusal.field("name", "Has to be one line of at most " + PeerSettings.MAX_NAME + " characters.");
            }
            return new Asked(
                    id(body, "invitation"),
                    id(body, "certificate"),
                    RequestBody.text(body, "nonce"),
                    bounded(body, "public_key", MAX_KEY),
                    name,
                    bounded(body, "digest", DIGEST));
        }

        private static String id(JsonNode body, String member) {
            String id = RequestBody.text(body, member);
            if (!Ids.isId(id)) {
                throw Refusal.field(member, "Has to be an id of 32 hexadecimal digits.");
            }
            return id;
        }

        private static String bounded(JsonNode body, String member, int most) {
            String text = RequestBody.text(body, member);
            if (text.length() > most || !LogText.isPlain(text)) {
                throw Refusal.field(member, "Has to be one line of at most " + most + " characters.");
            }
            return text;
        }
    }

    @Override
    public MorangoResponse handle(MorangoRequest request, @Nullable String id) {
        if (!settings.capabilities().contains(Capability.INVITATIONS)) {
            throw Refusal.detail(403, "This server issues no certificates for invitations.");
        }
        limits.requireGuess(request);
        Asked asked = Asked.of(RequestBody.object(request));
        try {
            return answer(request, asked);
        } catch (Refusal e) {
            audit.tell(
                    Kind.CERTIFICATE_REFUSED,
                    Side.SERVER,
                    Map.of(
                            "address",
                            request.remoteAddress(),
                            "invitation",
                            asked.invitation,
                            "reason",
                            e.status() + " " + e.body()));
            throw e;
        }
    }

    private MorangoResponse answer(MorangoRequest request, Asked asked) {
        if (!new Nonces(certificates, settings).use(asked.nonce)) {
            limits.guessed(request);
            throw Refusal.text(403, "Nonce is not valid");
        }
        Invitation invitation = proven(request, asked);
        VerifyKey key = key(asked);
        Instant now = settings.clock().instant();
        Certificate issued = switch (invitation.state(now)) {
            case OPEN -> redeemed(request, asked, invitation, key, now);
            case USED -> again(key, invitation, now);
            case EXPIRED, REVOKED -> throw ended(invitation.state(now));
        };
        InvitationKey proof = invitations.key(asked.invitation).orElseThrow(Refusal::notFound);
        ObjectNode body = CertificateJson.render(issued);
        body.put("proof", InvitationProof.ofAnswer(proof, asked.invitation, asked.nonce, issued.serialized()));
        return MorangoResponse.json(201, body);
    }

    /**
     * Returns the invitation whose code the caller knows. All other callers get the same answer after the same work,
     * whether or not there is such an invitation.
     */
    private Invitation proven(MorangoRequest request, Asked asked) {
        Optional<Invitation> invitation = invitations.find(asked.invitation);
        InvitationKey key = invitations.key(asked.invitation).orElse(decoy);
        String expected = InvitationProof.digest(
                key, asked.invitation, asked.nonce, asked.certificate, asked.publicKey, asked.name);
        if (!InvitationProof.same(expected, asked.digest) || invitation.isEmpty()) {
            limits.guessed(request);
            throw refused("There is no such invitation, or its code is wrong.", "UNKNOWN");
        }
        return invitation.get();
    }

    private static VerifyKey key(Asked asked) {
        try {
            return VerifyKey.parse(asked.publicKey);
        } catch (CertificateException e) {
            throw Refusal.certificate(e);
        }
    }

    private static Refusal ended(InvitationState state) {
        return refused("The invitation can no longer be used.", state.name());
    }

    private static Refusal refused(String detail, String reason) {
        return new Refusal(403, Json.object().put("detail", detail).put("invitation", reason));
    }

    private Certificate redeemed(
            MorangoRequest request, Asked asked, Invitation invitation, VerifyKey key, Instant now) {
        List<Certificate> chain = issued(asked, invitation, key);
        Certificate signed = chain.get(chain.size() - 1);
        if (!invitations.redeem(invitation.id(), chain, asked.name, now)) {
            // Another request was faster.
            Invitation meanwhile = invitations.find(invitation.id()).orElseThrow(Refusal::notFound);
            return again(key, meanwhile, now);
        }
        Map<String, String> details = new TreeMap<>();
        details.put("address", request.remoteAddress());
        details.put("invitation", invitation.id());
        details.put("label", invitation.label());
        details.put("name", asked.name);
        details.put("certificate", signed.id());
        details.put("parent", String.valueOf(signed.parentId()));
        details.put("scope", signed.scopeDefinitionId() + " " + signed.params());
        audit.tell(Kind.CERTIFICATE_ISSUED, Side.SERVER, details);
        return signed;
    }

    /** Returns the certificate that was issued for the same key: its first answer may have been lost. */
    private Certificate again(VerifyKey key, Invitation invitation, Instant now) {
        if (invitation.usedBy() == null) {
            throw ended(InvitationState.REVOKED);
        }
        return certificates
                .find(invitation.usedBy())
                .filter(issued -> issued.publicKey().equals(key))
                .filter(issued -> now.isBefore(invitation.expires()))
                .orElseThrow(() -> ended(InvitationState.USED));
    }

    private List<Certificate> issued(Asked asked, Invitation invitation, VerifyKey key) {
        List<Certificate> addressee = certificates.chain(asked.certificate);
        if (addressee.isEmpty()
                || !addressee.get(0).id().equals(invitation.rootId())
                || certificates.key(asked.certificate).isEmpty()) {
            throw Refusal.field("certificate", "This server does not hold the certificate's private key.");
        }
        List<Certificate> issuer = certificates.chain(invitation.issuerId());
        Certificate parent = (issuer.isEmpty() ? Optional.<List<Certificate>>empty() : own.ofLine(issuer))
                .map(chain -> chain.get(chain.size() - 1))
                .orElseThrow(() -> Refusal.detail(400, "The certificate that has to sign is no longer valid."));
        SigningKey parentKey = certificates.key(parent.id()).orElseThrow(Refusal::notFound);
        ScopeDefinition definition = certificates
                .scopeDefinition(invitation.scopeDefinitionId())
                .orElseThrow(() -> Refusal.detail(400, "The scope definition of the invitation is unknown here."));
        try {
            return issuing.issue(
                    parent, parentKey, definition, Json.render(Json.object(invitation.scopeParams())), key);
        } catch (CertificateException e) {
            throw Refusal.certificate(e);
        }
    }
}
