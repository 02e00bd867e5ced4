package org.morango.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.morango.certificate.Certificate;
import org.morango.certificate.CertificateJson;
import org.morango.certificate.SigningKey;
import org.morango.common.MorangoException;
import org.morango.internal.protocol.Json;
import org.morango.record.Scope;
import org.morango.record.ScopeDefinition;
import org.morango.replica.CertificateStore;
import org.morango.session.Capability;
import org.morango.settings.PeerSettings;
import tools.jackson.databind.node.ObjectNode;

/** Asks a server to sign a certificate for a key made here, and verifies that it signed exactly that. */
final class CertificateRequest {
    private final PeerHttp http;
    private final CertificateStore store;
    private final PeerSettings settings;
    private final RemoteCertificates remote;
    private final CredentialsSealing sealing;

    CertificateRequest(PeerHttp http, CertificateStore store, PeerSettings settings, Set<Capability> offered) {
        this.http = http;
        this.store = store;
        this.settings = settings;
        this.sealing = new CredentialsSealing(http, settings, offered);
        this.remote = new RemoteCertificates(http, store, settings);
    }

    Certificate send(String rootId, String definitionId, Map<String, String> params, Login login) {
        ScopeDefinition definition = store.scopeDefinition(definitionId)
                .orElseThrow(() -> new MorangoException(
                        "Scope definition " + definitionId + " is unknown here; define it first.",
                        Map.of("scope_definition", definitionId)));
        Certificate.requireAll(definition, params);
        Certificate parent = parent(rootId, definition, params);
        List<Certificate> chain = new ArrayList<>(remote.verifiedChain(parent, rootId));
        SigningKey key = SigningKey.generate(settings.random());
        ObjectNode body = Json.object();
        body.put("parent", parent.id());
        body.put("profile", definition.profile());
        body.put("scope_definition", definition.id());
        body.put("scope_version", definition.version());
        body.put("scope_params", Json.render(Json.object(params)));
        body.put("public_key", key.publicKey().text());
        Certificate signed = CertificateJson.parse(
                post(sealing.authorized(ClientRequest.post("certificates/", body), parent, login), login)
                        .json());
        check(signed, parent, definition, params, key);
        chain.add(signed);
        remote.verify("The newly signed", chain);
        store.save(chain, key);
        return signed;
    }

    /** Returns a certificate of the server under which the wanted one may be issued. */
    private Certificate parent(String rootId, ScopeDefinition definition, Map<String, String> params) {
        List<Certificate> held = remote.under(rootId);
        if (held.isEmpty()) {
            throw remote.nothingUnder(rootId);
        }
        Scope wanted = definition.scope(params);
        return held.stream()
                .filter(c -> c.profile().equals(definition.profile()))
                .filter(c -> remote.scope(c).filter(wanted::isSubsetOf).isPresent())
                .max(remote.preference())
                .orElseThrow(() -> new MorangoException(
                        "No certificate of " + http.address() + " under root " + rootId + " allows the scope "
                                + definition.id() + " of profile " + definition.profile() + " with "
                                + new TreeMap<>(params) + ". The first that it has is " + shown(held.get(0)) + ".",
                        Map.of("root", rootId, "scope_definition", definition.id())));
    }

    /**
     * Describes a certificate of the server for an error message, and says why the wanted one cannot be issued under
     * it.
     */
    private String shown(Certificate held) {
        String scope =
                "of scope " + held.scopeDefinitionId() + " of profile " + held.profile() + " with " + held.params();
        Optional<Scope> allowed = remote.scope(held);
        return allowed.isEmpty()
                ? scope + ", a definition that is not known here: define it first"
                : scope + ", which allows reading \"" + allowed.get().read() + "\" and writing \""
                        + allowed.get().write() + "\": request a smaller scope, or ask another server";
    }

    /**
     * Sends the request. Each repetition signs another certificate for the same key; only the one that arrives is
     * stored.
     */
    private ClientResponse post(ClientRequest call, Login login) {
        ClientResponse answer = http.answer(call);
        if (answer.status() == 401) {
            throw new RemoteException(
                    http.address() + " does not accept " + login.shown() + ".",
                    answer.status(),
                    login.isToken() ? Map.of() : Map.of("user", login.user()));
        }
        return http.successful(call, answer);
    }

    private void check(
            Certificate signed,
            Certificate parent,
            ScopeDefinition definition,
            Map<String, String> params,
            SigningKey key) {
        boolean asAsked = signed.publicKey().equals(key.publicKey())
                && parent.id().equals(signed.parentId())
                && signed.profile().equals(definition.profile())
                && signed.scopeDefinitionId().equals(definition.id())
                && signed.params().equals(params);
        if (!asAsked) {
            throw new MorangoException(
                    http.address() + " signed a certificate other than the requested one.",
                    Map.of("certificate", signed.id()));
        }
    }
}
