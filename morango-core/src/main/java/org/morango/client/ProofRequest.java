package org.morango.client;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.morango.certificate.Certificate;
import org.morango.certificate.CertificateException;
import org.morango.certificate.CertificateJson;
import org.morango.common.MorangoException;
import org.morango.internal.binding.PeerProof;
import org.morango.internal.binding.RootTag;
import org.morango.internal.http.IpAddress;
import org.morango.internal.protocol.Json;
import org.morango.internal.trust.Trust;
import org.morango.record.Ids;
import org.morango.replica.CertificateStore;
import org.morango.settings.PeerSettings;
import tools.jackson.databind.JsonNode;

/**
 * Asks a server that was found by chance whether it belongs to a root. The server may be an attacker: it learns nothing
 * about this peer, and its answer has to be short and soon. See docs/protocol.md, "HTTP".
 */
final class ProofRequest {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final long MAX_ANSWER = 1024L * 1024;

    private final PeerAddress address;
    private final PeerSettings settings;
    private final Trust trust;

    /** @throws ConnectionException if the address is not one, or not numeric */
    ProofRequest(String url, CertificateStore store, PeerSettings settings) {
        this.address = PeerAddress.parse(url);
        this.settings = hasty(settings);
        this.trust = new Trust(store, settings);
        String host = IpAddress.withoutPort(authority());
        if (IpAddress.parse(host).isEmpty()) {
            throw new ConnectionException(
                    "A proof is asked only of numeric addresses, and " + url + " is not one.",
                    Map.of("url", url),
                    null);
        }
    }

    private static PeerSettings hasty(PeerSettings settings) {
        return settings.toBuilder()
                .client(client -> client.retries(0).connectTimeout(TIMEOUT).requestTimeout(TIMEOUT))
                .limits(limits -> limits.maxBodyBytes(MAX_ANSWER))
                .build();
    }

    private String authority() {
        URI base = address.base();
        return base.getHost() + (base.getPort() < 0 ? "" : ":" + base.getPort());
    }

    /**
     * Returns the server's certificate, its chain verified.
     *
     * @throws MorangoException if the server cannot be reached, or proves nothing
     */
    Certificate send(String rootId) {
        String nonce = Ids.random(settings.random());
        try (PeerHttp http = PeerHttp.anonymous(address, settings)) {
            JsonNode answer = http.send(ClientRequest.post(
                            "proofs/",
                            Json.object()
                                    .put("purpose", PeerProof.PURPOSE)
                                    .put("nonce", nonce)
                                    .put("root", RootTag.of(rootId, nonce))
                                    .put("address", authority())))
                    .json();
            return proven(answer, nonce, rootId);
        }
    }

    private Certificate proven(JsonNode answer, String nonce, String rootId) {
        List<Certificate> chain = chain(answer);
        Certificate leaf = chain.get(chain.size() - 1);
        if (!chain.get(0).id().equals(rootId)) {
            throw notProven("shows a certificate under another root", leaf);
        }
        PeerProof proof = new PeerProof(leaf.id(), nonce, authority());
        if (!proof.isSignedBy(leaf.publicKey(), Json.text(answer, "signature").orElse(""))) {
            throw notProven("shows a certificate, but does not prove that it is its own", leaf);
        }
        trust.verify(address + "'s", chain);
        return leaf;
    }

    private List<Certificate> chain(JsonNode answer) {
        List<Certificate> chain = CertificateJson.parseChain(
                Json.text(answer, "certificate_chain").orElse("[]"));
        if (chain.isEmpty()) {
            throw new CertificateException(
                    CertificateException.Reason.MALFORMED, address + " shows no certificate.", Map.of());
        }
        return chain;
    }

    private MorangoException notProven(String fault, Certificate leaf) {
        return new MorangoException(address + " " + fault + ".", Map.of("certificate", leaf.id()));
    }
}
