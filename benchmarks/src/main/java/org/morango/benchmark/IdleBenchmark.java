package org.morango.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.morango.certificate.Certificate;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.client.SyncResult;
import org.morango.client.SyncStatistics;
import org.morango.counter.PartitionCounters;
import org.morango.hibernate.internal.store.MaxCounters;
import org.morango.record.Ids;
import org.morango.server.MorangoServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Syncs of two sides that have not changed, in sessions opened anew and in an open one. */
@Command(name = "idle", description = "Syncs without changes, by the size of the store and the number of instances.")
final class IdleBenchmark implements Callable<Integer> {
    @Option(
            names = "--database",
            defaultValue = "h2",
            description = "${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE} if not given.")
    private BenchmarkDatabases.Kind kind = BenchmarkDatabases.Kind.H2;

    @Option(names = "--stores", split = ",", defaultValue = "20000,1000000")
    private List<Integer> stores = List.of();

    @Option(names = "--instances", split = ",", defaultValue = "2,1000")
    private List<Integer> instances = List.of();

    @Option(names = "--rounds", defaultValue = "41")
    private int rounds;

    private final Noise noise = new Noise();

    /** Measurements of one kind of sync. */
    private record Result(Samples times, long requests, long bytes) {
        @Override
        public String toString() {
            return times.text("%.1f") + " ms, " + requests + " requests, " + bytes + " bytes both ways";
        }
    }

    @Override
    public Integer call() {
        List<String> lines = new ArrayList<>();
        try (BenchmarkDatabases databases = new BenchmarkDatabases(kind)) {
            // The first result is discarded, because code is still being compiled.
            measure(databases, stores.get(0), instances.get(0), 300);
            for (int records : stores) {
                for (int count : instances) {
                    lines.addAll(measure(databases, records, count, rounds));
                }
            }
        }
        System.out.println(kind + ", " + rounds + " rounds; median (least – most)");
        System.out.println(noise.text());
        lines.forEach(System.out::println);
        return 0;
    }

    private List<String> measure(BenchmarkDatabases databases, int records, int count, int times) {
        try (BenchmarkPeer there = new BenchmarkPeer(databases.create());
                BenchmarkPeer here = new BenchmarkPeer(databases.create());
                MorangoServer server = there.serve()) {
            String url = "http://localhost:" + server.port() + "/";
            String root = there.createRoot();
            Certificate certificate = here.join(url, root);
            here.seed(root, records - 1, 1);
            here.push(url, certificate);
            know(here, root, count);
            know(there, root, count);
            System.gc();
            // These find out by transfers that both sides hold the same.
            anew(here, url, certificate, 2);
            String what = records + " records, " + count + " instances, ";
            return List.of(
                    what + "a session opened anew: " + anew(here, url, certificate, times),
                    what + "an open session: " + open(here, url, certificate, times));
        }
    }

    private Result anew(BenchmarkPeer peer, String url, Certificate certificate, int times) {
        Samples samples = new Samples();
        long requests = 0;
        long bytes = 0;
        for (int i = 0; i < times; i++) {
            noise.sample();
            long start = System.nanoTime();
            try (SyncConnection connection = peer.morango().connect(url)) {
                try (SyncClient client = connection.openSession(certificate)) {
                    client.sync();
                }
                SyncStatistics costs = connection.statistics();
                requests += costs.requests();
                bytes += costs.bytesSent() + costs.bytesReceived();
            }
            samples.add((System.nanoTime() - start) / 1e6);
        }
        return new Result(samples, requests / times, bytes / times);
    }

    private Result open(BenchmarkPeer peer, String url, Certificate certificate, int times) {
        try (SyncConnection connection = peer.morango().connect(url);
                SyncClient client = connection.openSession(certificate)) {
            Samples samples = new Samples();
            SyncStatistics before = connection.statistics();
            for (int i = 0; i < times; i++) {
                noise.sample();
                long start = System.nanoTime();
                if (!client.sync().equals(SyncResult.NONE)) {
                    throw new IllegalStateException("The two sides do not agree.");
                }
                samples.add((System.nanoTime() - start) / 1e6);
            }
            SyncStatistics after = connection.statistics();
            return new Result(
                    samples,
                    (after.requests() - before.requests()) / times,
                    (after.bytesSent() - before.bytesSent() + after.bytesReceived() - before.bytesReceived()) / times);
        }
    }

    /** Lets a peer hold something of that many instances. */
    private static void know(BenchmarkPeer peer, String root, int instances) {
        Random random = new Random(1);
        Map<String, Long> counters = new TreeMap<>();
        for (int i = 2; i < instances; i++) {
            counters.put(Ids.random(random), 1L + i);
        }
        peer.database()
                .inStatelessTransaction(
                        session -> MaxCounters.raise(session, PartitionCounters.of(Map.of(root, counters))));
    }
}
