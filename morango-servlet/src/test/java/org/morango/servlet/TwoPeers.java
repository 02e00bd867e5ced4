package org.morango.servlet;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.morango.Peer;
import org.morango.certificate.Certificate;
import org.morango.certificate.SigningKey;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.record.Filter;
import org.morango.record.Ids;
import org.morango.record.ScopeDefinition;
import org.morango.session.TransferSession;
import org.morango.settings.PeerSettings;
import org.morango.testkit.InMemoryReplica;
import org.morango.transport.Transport;

/** Databases of a server and a client. Both know both certificates. */
final class TwoPeers {
    private static final ScopeDefinition FULL = ScopeDefinition.named("full-facility", InMemoryReplica.PROFILE)
            .primaryParam("dataset_id")
            .readWrite("${dataset_id}")
            .build();
    private static final SigningKey ROOT_KEY = SigningKey.generate(new SecureRandom());
    private static final Certificate ROOT = Certificate.root(ROOT_KEY, FULL, Map.of());
    private static final SigningKey CLIENT_KEY = SigningKey.generate(new SecureRandom());
    private static final Certificate CLIENT =
            Certificate.issue(ROOT_KEY, ROOT, FULL, ROOT.scopeParams(), CLIENT_KEY.publicKey(), "client");

    final InMemoryReplica there = replica(1);
    final InMemoryReplica here = replica(2);

    TwoPeers() {
        there.certificates().save(List.of(ROOT), ROOT_KEY);
        there.certificates().save(FULL);
        here.certificates().save(List.of(ROOT, CLIENT), CLIENT_KEY);
        here.certificates().save(FULL);
    }

    private static InMemoryReplica replica(long seed) {
        Random random = new Random(seed);
        return new InMemoryReplica(Ids.random(random), random);
    }

    Peer server() {
        return server(PeerSettings.builder());
    }

    Peer server(PeerSettings.Builder settings) {
        return Peer.on(there, settings.build());
    }

    Peer client() {
        return Peer.on(here, PeerSettings.defaults());
    }

    /** Adds different lessons on each side. */
    void addLessons(int count) {
        for (int i = 0; i < count; i++) {
            put(here, "here" + i);
            put(there, "there" + i);
        }
    }

    private static void put(InMemoryReplica replica, String source) {
        replica.put("lesson", source, ROOT.id() + ":lessons", "{\"title\":\"" + source + "\"}");
    }

    /** Pulls and pushes; returns the session's id. */
    String sync(String url, Map<String, String> headers) {
        PeerSettings settings = PeerSettings.builder()
                .limits(limits -> limits.chunkSize(2))
                .client(client -> client.retries(0)
                        .requestTimeout(Duration.ofSeconds(30))
                        .transport(() -> new WithHeaders(Transport.jdk(Duration.ofSeconds(5)), headers)))
                .build();
        try (SyncConnection connection = Peer.on(here, settings).connect(url);
                SyncClient client = connection.openSession(CLIENT)) {
            TransferSession pulled = client.pull(Filter.of(ROOT.id()));
            client.push();
            return pulled.syncSessionId();
        }
    }

    /** Adds the headers that a proxy would add. */
    private record WithHeaders(Transport wrapped, Map<String, String> added) implements Transport {
        @Override
        public Response send(Request request) throws java.io.IOException, InterruptedException {
            Map<String, String> headers = new TreeMap<>(request.headers());
            headers.putAll(added);
            return wrapped.send(new Request(
                    request.method(),
                    request.uri(),
                    headers,
                    request.body(),
                    request.timeout(),
                    request.maxBodyBytes()));
        }

        @Override
        public void close() {
            wrapped.close();
        }
    }
}
