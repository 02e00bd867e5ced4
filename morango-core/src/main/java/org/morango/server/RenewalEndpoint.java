package org.morango.server;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.morango.certificate.Certificate;
import org.morango.certificate.CertificateChains;
import org.morango.certificate.CertificateException;
import org.morango.certificate.CertificateJson;
import org.morango.certificate.SigningKey;
import org.morango.certificate.VerifyKey;
import org.morango.internal.audit.Audit;
import org.morango.internal.binding.RenewalProof;
import org.morango.internal.trust.Nonces;
import org.morango.internal.trust.Trust;
import org.morango.observation.AuditEvent.Kind;
import org.morango.record.Ids;
import org.morango.record.ScopeDefinition;
import org.morango.replica.CertificateStore;
import org.morango.replica.Replica;
import org.morango.session.Capability;
import org.morango.session.Side;
import org.morango.settings.PeerSettings;
import tools.jackson.databind.JsonNode;

/** {@code POST renewals/}: issues a new certificate of the same scope to the owner of a valid one. */
final class RenewalEndpoint implements Endpoint {
    private final CertificateStore store;
    private final PeerSettings settings;
    private final Trust trust;
    private final Audit audit;

    RenewalEndpoint(Replica replica, PeerSettings settings) {
        this.store = replica.certificates();
        this.settings = settings;
        this.trust = new Trust(store, settings);
        this.audit = new Audit(settings);
    }

    /** The request: the certificate with those above it, and the one that is to sign the new certificate. */
    private record Asked(List<Certificate> chain, List<Certificate> issuer, VerifyKey key) {
        Certificate former() {
            return chain.get(chain.size() - 1);
        }

        Certificate parent() {
            return issuer.get(issuer.size() - 1);
        }
    }

    @Override
    public MorangoResponse handle(MorangoRequest request, @Nullable String id) {
        if (!settings.capabilities().contains(Capability.CERTIFICATE_RENEWAL)) {
            throw Refusal.detail(403, "This server renews no certificates.");
        }
        JsonNode body = RequestBody.object(request);
        try {
            return renew(request, body);
        } catch (Refusal e) {
            audit.tell(
                    Kind.CERTIFICATE_REFUSED,
                    Side.SERVER,
                    Map.of("address", request.remoteAddress(), "reason", e.status() + " " + e.body()));
            throw e;
        }
    }

    private MorangoResponse renew(MorangoRequest request, JsonNode body) {
        String nonce = RequestBody.text(body, "nonce");
        Instant now = settings.clock().instant();
        // This check comes first, because all others cost more.
        if (!new Nonces(store, settings).use(nonce)) {
            throw Refusal.text(403, "Nonce is not valid");
        }
        Asked asked = asked(body);
        String text =
                RenewalProof.signedText(nonce, asked.former(), asked.parent().id(), asked.key);
        if (!asked.former().publicKey().verifies(text, RequestBody.text(body, "signature"))) {
            throw Refusal.text(
                    403,
                    "The request was not signed by the key of certificate "
                            + asked.former().id());
        }
        requirePermission(asked.former());
        Certificate signed = issue(asked, now);
        store.noteBound(signed.id(), now);
        audit.tell(
                Kind.CERTIFICATE_ISSUED,
                Side.SERVER,
                Map.of(
                        "address",
                        request.remoteAddress(),
                        "certificate",
                        signed.id(),
                        "parent",
                        asked.parent().id(),
                        "renewed",
                        asked.former().id(),
                        "scope",
                        signed.scopeDefinitionId() + " " + signed.params()));
        return MorangoResponse.json(201, CertificateJson.render(signed));
    }

    private Asked asked(JsonNode body) {
        String parentId = RequestBody.text(body, "parent");
        List<Certificate> issuer = store.chain(parentId);
        if (issuer.isEmpty() || store.key(parentId).isEmpty()) {
            throw Refusal.field("parent", "This server does not hold the certificate's private key.");
        }
        List<Certificate> chain = verifiedChain(body, issuer.get(0).id());
        List<Certificate> above = chain.subList(0, chain.size() - 1);
        if (above.isEmpty()) {
            throw Refusal.field(
                    "certificate_chain",
                    "A root cannot be renewed: it signs itself, and everything below it ends with it.");
        }
        if (!CertificateChains.line(above).equals(CertificateChains.line(issuer))) {
            throw Refusal.field(
                    "parent", "Has to be the certificate that has signed the one to be renewed, or of its line.");
        }
        try {
            trust.check("The server's", issuer);
            return new Asked(chain, issuer, VerifyKey.parse(RequestBody.text(body, "public_key")));
        } catch (CertificateException e) {
            throw Refusal.certificate(e);
        }
    }

    /** Returns the verified chain. Signatures are verified only if the chain names the issuer's root. */
    private List<Certificate> verifiedChain(JsonNode body, String rootId) {
        try {
            List<Certificate> chain = CertificateJson.parseChain(RequestBody.text(body, "certificate_chain"));
            if (!chain.isEmpty() && !chain.get(0).id().equals(rootId)) {
                throw Refusal.text(403, "The client's certificate is not under root " + rootId + " of the issuer");
            }
            trust.verify("The client's", chain);
            return chain;
        } catch (CertificateException e) {
            throw Refusal.text(403, String.valueOf(e.getMessage()));
        }
    }

    private void requirePermission(Certificate former) {
        ScopeDefinition definition =
                store.scopeDefinition(former.scopeDefinitionId()).orElseThrow();
        if (!settings.server().signingPermission().allowsRenewal(former, definition)) {
            throw Refusal.detail(
                    403,
                    "You do not have permission to perform this action. The server's signing permission refuses to renew"
                            + " certificate " + former.id() + " of scope " + definition.id() + " with "
                            + former.params() + ".");
        }
    }

    /** Issues the new certificate. It expires with the issuer's own certificate at the latest. */
    private Certificate issue(Asked asked, Instant now) {
        Optional<Instant> latest = CertificateChains.expires(asked.issuer);
        Optional<Instant> before = CertificateChains.expires(asked.chain);
        if (latest.isPresent() && before.isPresent() && !latest.get().isAfter(before.get())) {
            throw Refusal.detail(
                    400,
                    "The server's own certificate " + asked.parent().id() + " expires at " + latest.get()
                            + ", so that a new one would live no longer than certificate "
                            + asked.former().id() + "; the server has to renew its own first.");
        }
        Instant expires = settings.trust()
                .certificateLifetime()
                .map(now::plus)
                .filter(wanted -> latest.isEmpty() || wanted.isBefore(latest.get()))
                .or(() -> latest)
                .orElse(null);
        SigningKey key = store.key(asked.parent().id()).orElseThrow();
        try {
            Certificate signed = Certificate.renewal(
                    key, asked.parent(), asked.former(), asked.key, Ids.random(settings.random()), now, expires);
            if (expires != null
                    && !expires.isAfter(Objects.requireNonNull(signed.life().issued()))) {
                throw Refusal.detail(
                        400,
                        "Certificate " + asked.former().id() + " says that it was issued at "
                                + asked.former().life().issued()
                                + ", when a new one would have expired already: a clock of its issuer was wrong. Request"
                                + " a new one with a password.");
            }
            List<Certificate> chain = new ArrayList<>(asked.issuer);
            chain.add(signed);
            trust.verify("The new", chain);
            store.save(chain, null);
            return signed;
        } catch (CertificateException e) {
            throw Refusal.certificate(e);
        }
    }
}
