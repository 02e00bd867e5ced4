package org.morango.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.morango.certificate.Certificate;
import org.morango.certificate.CertificateJson;
import org.morango.certificate.SigningKey;
import org.morango.internal.binding.PeerProof;
import org.morango.internal.binding.RootTag;
import org.morango.internal.binding.ServerProof;
import org.morango.internal.http.IpAddress;
import org.morango.internal.protocol.Json;
import org.morango.internal.trust.OwnCertificates;
import org.morango.record.Ids;
import org.morango.replica.Replica;
import org.morango.settings.PeerSettings;
import tools.jackson.databind.JsonNode;

/**
 * {@code POST proofs/}: proves that this server holds the private key of a certificate, before it receives a password,
 * or before a peer that has found it says who it is.
 */
final class ProofEndpoint implements Endpoint {
    private static final int MAX_ADDRESS = 100;
    private static final Duration KEPT = Duration.ofSeconds(5);

    private final Replica replica;
    private final PeerSettings settings;
    private final OwnCertificates own;
    private volatile Roots roots = new Roots(Map.of(), Instant.EPOCH);

    ProofEndpoint(Replica replica, PeerSettings settings) {
        this.replica = replica;
        this.settings = settings;
        this.own = new OwnCertificates(replica.certificates(), settings);
    }

    @Override
    public MorangoResponse handle(MorangoRequest request, @Nullable String id) {
        JsonNode body = RequestBody.object(request);
        String purpose = RequestBody.text(body, "purpose");
        String nonce = RequestBody.text(body, "nonce");
        if (!Ids.isId(nonce)) {
            throw Refusal.field("nonce", "Has to be 32 lower-case hex digits.");
        }
        return switch (purpose) {
            case ServerProof.PURPOSE -> ofServer(body, nonce);
            case PeerProof.PURPOSE -> ofPeer(body, nonce);
            default ->
                throw Refusal.field(
                        "purpose", "Has to be \"" + ServerProof.PURPOSE + "\" or \"" + PeerProof.PURPOSE + "\".");
        };
    }

    private MorangoResponse ofServer(JsonNode body, String nonce) {
        String certificate = RequestBody.text(body, "certificate");
        SigningKey key = replica.certificates()
                .key(certificate)
                .orElseThrow(
                        () -> Refusal.field("certificate", "This server does not hold the certificate's private key."));
        ServerProof proof = ServerProof.of(
                key, certificate, nonce, settings.clock().instant().getEpochSecond());
        return MorangoResponse.json(
                201,
                Json.object()
                        .put("time", proof.time())
                        .put("key", proof.key())
                        .put("signature", key.sign(proof.signedText())));
    }

    /** Answers only callers that know a root of this server. Its own address in the proof keeps others from passing it on. */
    private MorangoResponse ofPeer(JsonNode body, String nonce) {
        String address = RequestBody.text(body, "address");
        if (!isOwn(address)) {
            throw Refusal.field("address", "Has to be a numeric address of this machine, with a port.");
        }
        String tag = RequestBody.text(body, "root");
        Certificate mine = roots().entrySet().stream()
                .filter(root -> RootTag.isOf(root.getKey(), nonce, tag))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(() -> Refusal.field("root", "This server has no valid certificate under it."));
        SigningKey key = replica.certificates().key(mine.id()).orElseThrow(Refusal::notFound);
        PeerProof proof = new PeerProof(mine.id(), nonce, address);
        return MorangoResponse.json(
                201,
                Json.object()
                        .put(
                                "certificate_chain",
                                CertificateJson.renderChain(
                                        replica.certificates().chain(mine.id())))
                        .put("signature", key.sign(proof.signedText())));
    }

    /** Returns the certificate of each root. They are read at times only, because anybody may ask. */
    private Map<String, Certificate> roots() {
        Instant now = settings.clock().instant();
        Roots read = roots;
        if (Duration.between(read.since(), now).abs().compareTo(KEPT) > 0) {
            read = new Roots(own.byRoot(), now);
            roots = read;
        }
        return read.certificates();
    }

    private record Roots(Map<String, Certificate> certificates, Instant since) {}

    private static boolean isOwn(String address) {
        if (address.length() > MAX_ADDRESS) {
            return false;
        }
        Optional<byte[]> numeric = IpAddress.parse(IpAddress.withoutPort(address));
        try {
            return numeric.isPresent()
                    && NetworkInterface.getByInetAddress(InetAddress.getByAddress(numeric.get())) != null;
        } catch (IOException e) {
            return false;
        }
    }
}
