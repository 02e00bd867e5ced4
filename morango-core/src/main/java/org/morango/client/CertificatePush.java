package org.morango.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.morango.certificate.Certificate;
import org.morango.certificate.CertificateChains;
import org.morango.certificate.CertificateJson;
import org.morango.certificate.SigningKey;
import org.morango.certificate.VerifyKey;
import org.morango.common.MorangoException;
import org.morango.internal.protocol.Json;
import org.morango.record.ScopeDefinition;
import org.morango.replica.CertificateStore;
import org.morango.session.Capability;
import tools.jackson.databind.JsonNode;

/**
 * Signs a certificate for a server's shared key, with a nonce of the server as its salt, and sends it to the server.
 */
final class CertificatePush {
    private final PeerHttp http;
    private final CertificateStore store;
    private final Set<Capability> offered;

    /** @param offered the server's capabilities */
    CertificatePush(PeerHttp http, CertificateStore store, Set<Capability> offered) {
        this.http = http;
        this.store = store;
        this.offered = offered;
    }

    Certificate send(Certificate parent, String definitionId, Map<String, String> params) {
        if (!offered.contains(Capability.ALLOW_CERTIFICATE_PUSHING)) {
            throw new MorangoException(http.address() + " takes no certificates.", Map.of());
        }
        SigningKey key = store.key(parent.id())
                .orElseThrow(() -> new MorangoException(
                        "The private key of certificate " + parent.id() + " is not in this database.",
                        Map.of("certificate", parent.id())));
        ScopeDefinition definition = store.scopeDefinition(definitionId)
                .orElseThrow(() -> new MorangoException(
                        "Scope definition " + definitionId + " is unknown here; define it first.",
                        Map.of("scope_definition", definitionId)));
        String scopeParams = Json.render(Json.object(params));
        List<Certificate> parents = store.chain(parent.id());
        VerifyKey shared = sharedKey();
        List<Certificate> chain = http.retries().run(() -> post(parents, key, definition, scopeParams, shared));
        store.save(chain, null);
        return chain.get(chain.size() - 1);
    }

    private VerifyKey sharedKey() {
        JsonNode keys = http.send(ClientRequest.get("publickey/", Map.of())).json();
        Optional<String> key =
                keys.isArray() && !keys.isEmpty() ? Json.text(keys.get(0), "public_key") : Optional.empty();
        return VerifyKey.parse(key.orElseThrow(
                () -> new MorangoException(http.address() + " sent no key when it was asked for one.")));
    }

    /**
     * Makes one attempt. If its answer is lost, the nonce is used up, and the next attempt signs another certificate.
     */
    private List<Certificate> post(
            List<Certificate> parents, SigningKey key, ScopeDefinition definition, String scopeParams, VerifyKey shared)
            throws Unanswered {
        String nonce = http.nonce();
        Certificate parent = parents.get(parents.size() - 1);
        List<Certificate> chain = new ArrayList<>(parents);
        chain.add(Certificate.issue(key, parent, definition, scopeParams, shared, nonce));
        CertificateChains.verify(chain, id -> store.scopeDefinition(id).orElse(null));
        ClientRequest call = ClientRequest.post("certificatechain/", Json.nullable(CertificateJson.renderChain(chain)));
        http.successful(call, http.once(call));
        return chain;
    }
}
