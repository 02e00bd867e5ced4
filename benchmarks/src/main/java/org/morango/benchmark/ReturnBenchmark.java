package org.morango.benchmark;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.morango.certificate.Certificate;
import org.morango.live.ContinuousSync;
import org.morango.live.SyncPhase;
import org.morango.live.SyncTarget;
import org.morango.server.MorangoServer;
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
                BenchmarkPeer there = new BenchmarkPeer(databases.create());
                BenchmarkPeer here = new BenchmarkPeer(databases.create())) {
            MorangoServer server = there.serve();
            int port = server.port();
            String url = "http://localhost:" + port + "/";
            String root = there.createRoot();
            Certificate certificate = here.join(url, root);
            there.seed(root, 100, 1);
            for (int i = 0; i < clients; i++) {
                syncs.add(here.morango()
                        .keepInSync(SyncTarget.at(url)
                                .name("client " + i)
                                .certificate(certificate.id())
                                .build()));
            }
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
