package org.morango.server;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.morango.certificate.Certificate;
import org.morango.certificate.CertificateException;
import org.morango.certificate.CertificateJson;
import org.morango.certificate.SigningKey;
import org.morango.internal.audit.Audit;
import org.morango.internal.protocol.Json;
import org.morango.internal.trust.Nonces;
import org.morango.internal.trust.Trust;
import org.morango.observation.AuditEvent.Kind;
import org.morango.replica.CertificateStore;
import org.morango.replica.Replica;
import org.morango.session.Capability;
import org.morango.session.Side;
import org.morango.settings.PeerSettings;
import tools.jackson.databind.JsonNode;

/**
 * {@code POST certificatechain/}: accepts a certificate that a client has signed for this server's shared key. Its salt
 * is a nonce of this server, so that nobody can push the same certificate twice. See docs/protocol.md, "HTTP".
 */
final class PushedChainEndpoint implements Endpoint {
    private final Replica replica;
    private final PeerSettings settings;
    private final Trust trust;

    PushedChainEndpoint(Replica replica, PeerSettings settings) {
        this.replica = replica;
        this.settings = settings;
        this.trust = new Trust(replica.certificates(), settings);
    }

    /** Refuses, in the words of Python Morango, if this server does not accept certificates. */
    static void requireAllowed(PeerSettings settings) {
        if (!settings.capabilities().contains(Capability.ALLOW_CERTIFICATE_PUSHING)) {
            throw Refusal.notAuthenticated(403);
        }
    }

    @Override
    public MorangoResponse handle(MorangoRequest request, @Nullable String id) {
        requireAllowed(settings);
        CertificateStore store = replica.certificates();
        List<Certificate> chain = chain(request);
        Certificate pushed = chain.get(chain.size() - 1);
        requireAccepted(chain.get(0));
        verifyParents(chain.subList(0, chain.size() - 1));
        SigningKey key = store.sharedKey();
        if (!pushed.publicKey().equals(key.publicKey())) {
            throw Refusal.text(400, "Shared public key was not used");
        }
        if (!new Nonces(store, settings).use(pushed.salt())) {
            throw Refusal.text(403, "Nonce (certificate's salt) is not valid");
        }
        verify(chain);
        store.save(chain, key);
        new Audit(settings)
                .tell(
                        Kind.CERTIFICATE_RECEIVED,
                        Side.SERVER,
                        Map.of("address", request.remoteAddress(), "certificate", pushed.id()));
        return MorangoResponse.json(201, Json.nullable("Certificate chain has been saved"));
    }

    private List<Certificate> chain(MorangoRequest request) {
        JsonNode body = Json.parse(RequestBody.open(request));
        if (!body.isString()) {
            throw Refusal.text(400, "Expected a certificate chain as a JSON text.");
        }
        List<Certificate> chain;
        try {
            chain = CertificateJson.parseChain(body.stringValue());
        } catch (CertificateException e) {
            throw Refusal.text(400, String.valueOf(e.getMessage()));
        }
        if (chain.size() < 2) {
            throw Refusal.text(400, "Expected a certificate together with those above it.");
        }
        return chain;
    }

    /** Checks the root. The owner of an accepted root can have everything under it stored here. */
    private void requireAccepted(Certificate root) {
        boolean isAccepted = !replica.certificates().owned(root.id()).isEmpty()
                || settings.trust().acceptedRoots().test(root);
        if (!isAccepted) {
            throw Refusal.text(
                    403,
                    "This server takes no certificates under root " + root.id()
                            + ". Its operator allows them by the setting trust.acceptedRoots");
        }
    }

    private void verifyParents(List<Certificate> parents) {
        try {
            check(parents);
        } catch (CertificateException e) {
            throw Refusal.text(403, "Saving certificate chain has failed: " + e.getMessage());
        }
    }

    private void verify(List<Certificate> chain) {
        try {
            check(chain);
        } catch (CertificateException e) {
            throw Refusal.certificate(e);
        }
    }

    private void check(List<Certificate> chain) {
        trust.verify("The pushed", chain);
    }
}
