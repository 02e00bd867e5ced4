package org.morango.it.invitation;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.morango.Peer;
import org.morango.certificate.SigningKey;
import org.morango.internal.binding.InvitationProof;
import org.morango.invitation.InvitationTerms;
import org.morango.invitation.IssuedInvitation;
import org.morango.it.support.Facility;
import org.morango.it.support.Hands;
import org.morango.it.support.Wire;
import org.morango.server.MorangoEndpoints;
import org.morango.server.MorangoRequest;
import org.morango.server.MorangoResponse;
import org.morango.settings.PeerSettings;
import org.morango.testkit.InMemoryReplica;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A server with an invitation for one learner, and ways to ask it. */
final class Inviting {
    static final JsonMapper JSON = JsonMapper.shared();
    static final Map<String, String> PARAMS = Map.of("dataset_id", Facility.ROOT.id(), "user_id", "7".repeat(32));
    static final Duration LIFETIME = Duration.ofHours(24);

    final Hands hands = new Hands(Instant.parse("2026-01-01T00:00:00Z"));
    final InMemoryReplica server;
    final Peer peer;

    Inviting() {
        this(Facility.rootReplica());
    }

    Inviting(InMemoryReplica server) {
        this.server = server;
        this.peer = Peer.on(server, settings().build());
    }

    PeerSettings.Builder settings() {
        return Facility.settings().clock(hands);
    }

    /** Returns a client whose traffic goes over a wire. */
    Peer client(InMemoryReplica replica, Wire wire) {
        return Peer.on(
                replica,
                settings().client(client -> client.transport(() -> wire)).build());
    }

    Peer client(InMemoryReplica replica) {
        return Peer.on(replica, settings().build());
    }

    static InvitationTerms terms() {
        return InvitationTerms.of(Facility.ROOT.id(), Facility.SINGLE_USER.id()).withParams(PARAMS);
    }

    IssuedInvitation invite() {
        return peer.invitations().create(terms().withLabel("Ann's tablet"));
    }

    /** A request as a client would make it. */
    static ObjectNode request(IssuedInvitation invitation, String nonce, SigningKey key) {
        String id = invitation.invitation().id();
        String publicKey = key.publicKey().text();
        return JSON.createObjectNode()
                .put("invitation", id)
                .put("certificate", Facility.ROOT.id())
                .put("nonce", nonce)
                .put("public_key", publicKey)
                .put(
                        "digest",
                        InvitationProof.digest(invitation.code().key(), id, nonce, Facility.ROOT.id(), publicKey, ""));
    }

    static String nonce(MorangoEndpoints endpoints) {
        MorangoResponse answer = post(endpoints, "nonces/", "", "192.0.2.1");
        return JSON.readTree(answer.body()).get("id").stringValue();
    }

    static MorangoResponse post(MorangoEndpoints endpoints, String path, String body, String address) {
        Map<String, String> headers = body.isEmpty() ? Map.of() : Map.of("Content-Type", "application/json");
        return endpoints.handle(new MorangoRequest(
                "POST",
                path,
                Map.of(),
                name -> headers.getOrDefault(name, ""),
                new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)),
                address,
                "",
                "http://server.example/",
                false));
    }
}
