package org.morango.benchmark;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.morango.Peer;
import org.morango.certificate.Certificate;
import org.morango.certificate.SigningKey;
import org.morango.client.SyncConnection;
import org.morango.live.ContinuousSync;
import org.morango.live.SyncPhase;
import org.morango.live.SyncTarget;
import org.morango.record.Ids;
import org.morango.record.RecordIdRule;
import org.morango.replica.CertificateStore;
import org.morango.server.MorangoServer;
import org.morango.settings.PeerSettings;
import org.morango.testkit.InMemoryReplica;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Many clients of one server that ends, and comes back. */
@Command(
        name = "return",
        description =
                "A server that was away, and all of its clients come back: how long it takes, and how it answers.")
final class ReturnBenchmark implements Callable<Integer> {
    private static final long MOST_WAIT = TimeUnit.MINUTES.toNanos(5);

    @Option(names = "--clients", defaultValue = "1000", description = "${DEFAULT-VALUE} if not given.")
    private int clients;

    private final Noise noise = new Noise();
    private final HttpClient http = HttpClient.newHttpClient();

    @Override
    public Integer call() throws Exception {
        List<ContinuousSync> syncs = new ArrayList<>();
        try (BenchmarkDatabases databases = new BenchmarkDatabases(BenchmarkDatabases.Kind.H2);
                BenchmarkPeer there = new BenchmarkPeer(databases.create())) {
            MorangoServer server = there.serve();
            int port = server.port();
            String url = "http://localhost:" + port + "/";
            String root = there.createRoot();
            there.seed(root, 100, 1);
            keepInSync(syncs, url, root);
            await(syncs, SyncPhase.UP_TO_DATE);
            noise.sample();
            server.close();
            await(syncs, SyncPhase.OFFLINE);
            there.seed(root, 100, 2);
            noise.sample();
            long begin = System.nanoTime();
            server = there.morango().serve(port);
            Samples answers = ask(url, syncs);
            report((System.nanoTime() - begin) / 1e9, answers);
            syncs.forEach(ContinuousSync::close);
            server.close();
        }
        return 0;
    }

    /** Starts the clients. Each has a store of its own in memory, so that their databases do not count. */
    private void keepInSync(List<ContinuousSync> syncs, String url, String root) {
        InMemoryReplica first = replica(0);
        Certificate certificate;
        try (SyncConnection connection = Peer.on(first, PeerSettings.defaults()).connect(url)) {
            certificate = connection.requestCertificate(
                    root, BenchmarkPeer.WHOLE.id(), Map.of("dataset_id", root), "admin", "pw");
        }
        CertificateStore certificates = first.certificates();
        SigningKey key = certificates.key(certificate.id()).orElseThrow();
        for (int i = 1; i <= clients; i++) {
            InMemoryReplica replica = replica(i);
            replica.certificates().save(certificates.chain(certificate.id()), key);
            syncs.add(Peer.on(replica, PeerSettings.defaults())
                    .keepInSync(SyncTarget.at(url).certificate(certificate.id()).build()));
        }
    }

    private static InMemoryReplica replica(int seed) {
        Random random = new Random(seed);
        InMemoryReplica replica = new InMemoryReplica(Ids.random(random), random) {
            @Override
            public Optional<RecordIdRule> idRule(String profile, String modelName) {
                return Optional.of(modelName.equals("user") ? RecordIdRule.SOURCE_ID : RecordIdRule.HASH);
            }
        };
        replica.certificates().save(BenchmarkPeer.WHOLE);
        return replica;
    }

    private void report(double seconds, Samples answers) {
        System.out.printf(Locale.ROOT, "%d clients of one server, in one process with it%n", clients);
        System.out.println(noise.text());
        System.out.printf(Locale.ROOT, "all are up to date %.1f s after the server is back%n", seconds);
        System.out.println("meanwhile it answers GET morangoinfo/ in " + answers.text("%.0f") + " ms");
    }

    /** Asks the server something, again and again, until all clients are up to date. */
    private Samples ask(String url, List<ContinuousSync> syncs) throws Exception {
        Samples millis = new Samples();
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "api/morango/v1/morangoinfo/1/"))
                .timeout(Duration.ofMinutes(1))
                .build();
        long end = System.nanoTime() + MOST_WAIT;
        while (!areAll(syncs, SyncPhase.UP_TO_DATE)) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("Not all clients came back.");
            }
            long asked = System.nanoTime();
            http.send(request, HttpResponse.BodyHandlers.discarding());
            millis.add((System.nanoTime() - asked) / 1e6);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
        return millis;
    }

    private static boolean areAll(List<ContinuousSync> syncs, SyncPhase phase) {
        return syncs.stream().allMatch(sync -> sync.state().phase() == phase);
    }

    private static void await(List<ContinuousSync> syncs, SyncPhase phase) {
        long end = System.nanoTime() + MOST_WAIT;
        while (!areAll(syncs, phase)) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("Not all clients are " + phase + ".");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }
}
