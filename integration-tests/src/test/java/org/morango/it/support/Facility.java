package org.morango.it.support;

import java.security.Principal;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.morango.Peer;
import org.morango.certificate.Certificate;
import org.morango.certificate.SigningKey;
import org.morango.record.Ids;
import org.morango.record.ScopeDefinition;
import org.morango.session.SyncSession;
import org.morango.settings.PeerSettings;
import org.morango.testkit.InMemoryReplica;

/**
 * A root certificate and a client's certificate under it. They are made once for all tests, because making keys takes
 * long.
 */
public final class Facility {
    public static final ScopeDefinition FULL = ScopeDefinition.named("full-facility", InMemoryReplica.PROFILE)
            .primaryParam("dataset_id")
            .readWrite("${dataset_id}")
            .build();
    public static final ScopeDefinition SINGLE_USER = ScopeDefinition.named("single-user", InMemoryReplica.PROFILE)
            .read("${dataset_id}:allusers-ro\n${dataset_id}:user-ro:${user_id}")
            .write("${dataset_id}:anonymous")
            .readWrite("${dataset_id}:user-rw:${user_id}")
            .build();

    public static final SigningKey ROOT_KEY = SigningKey.generate(new SecureRandom());
    public static final Certificate ROOT = Certificate.root(ROOT_KEY, FULL, Map.of());
    public static final SigningKey CLIENT_KEY = SigningKey.generate(new SecureRandom());
    public static final Certificate CLIENT =
            Certificate.issue(ROOT_KEY, ROOT, FULL, ROOT.scopeParams(), CLIENT_KEY.publicKey(), "client");

    /** Certificate of one learner, whose id is that of the root, as in the recorded dialogues. */
    public static final Certificate LEARNER = Certificate.issue(
            ROOT_KEY,
            ROOT,
            SINGLE_USER,
            "{\"dataset_id\": \"" + ROOT.id() + "\", \"user_id\": \"" + ROOT.id() + "\"}",
            CLIENT_KEY.publicKey(),
            "learner");

    private Facility() {}

    /** Returns settings that never really wait, and that accept the user admin with the password pw. */
    public static PeerSettings.Builder settings() {
        return PeerSettings.builder()
                .pause(duration -> {})
                .client(client -> client.connectTimeout(Duration.ofSeconds(5)).requestTimeout(Duration.ofSeconds(30)))
                .server(server -> server.authenticator(c ->
                                c.username().equals("admin") && c.password().equals("pw")
                                        ? Optional.<Principal>of(() -> "admin")
                                        : Optional.empty())
                        .signingPermission(
                                (user, parent, scope, params) -> user.getName().equals("admin")));
    }

    /** Returns an empty database that owns the root certificate. */
    public static InMemoryReplica rootReplica() {
        return owningRoot(replica(1));
    }

    public static InMemoryReplica owningRoot(InMemoryReplica replica) {
        replica.certificates().save(List.of(ROOT), ROOT_KEY);
        replica.certificates().save(FULL);
        replica.certificates().save(SINGLE_USER);
        return replica;
    }

    /** Returns an empty database that owns the client's certificate. */
    public static InMemoryReplica clientReplica() {
        InMemoryReplica replica = bareReplica();
        replica.certificates().save(List.of(ROOT, CLIENT), CLIENT_KEY);
        return replica;
    }

    /** Returns an empty database without a certificate. */
    public static InMemoryReplica bareReplica() {
        InMemoryReplica replica = replica(2);
        replica.certificates().save(FULL);
        replica.certificates().save(SINGLE_USER);
        return replica;
    }

    public static InMemoryReplica replica(long seed) {
        Random random = new Random(seed);
        return new InMemoryReplica(Ids.random(random), random);
    }

    public static Peer peer(InMemoryReplica replica) {
        return Peer.on(replica, settings().build());
    }

    public static String partition(String rest) {
        return ROOT.id() + ":" + rest;
    }

    public static String url(int port) {
        return "http://127.0.0.1:" + port + "/";
    }

    /** Returns an open session of the client as the server stores it; not bound. */
    public static SyncSession session(String id) {
        Instant now = Instant.now();
        return SyncSession.asServer(id, now, InMemoryReplica.PROFILE, CLIENT.id(), ROOT.id());
    }
}
