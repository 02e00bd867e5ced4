package org.morango.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.morango.certificate.Certificate;
import org.morango.server.MorangoServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** One server and many clients. Each client has rows of its own, in the same partitions or in separate ones. */
@Command(name = "clients", description = "What one server takes from 1, 4 and 16 clients at once.")
final class ClientsBenchmark implements Callable<Integer> {
    @Option(
            names = "--database",
            defaultValue = "postgres",
            description = "The server's: h2 or postgres; ${DEFAULT-VALUE} if not given.")
    private BenchmarkDatabases.Kind kind = BenchmarkDatabases.Kind.POSTGRES;

    @Option(names = "--clients", split = ",", defaultValue = "1,4,16")
    private List<Integer> counts = List.of();

    @Option(names = "--records", defaultValue = "16000", description = "In all, divided among the clients.")
    private int records;

    @Option(names = "--rounds", defaultValue = "5")
    private int rounds;

    private final Noise noise = new Noise();

    @Override
    public Integer call() throws InterruptedException, ExecutionException {
        List<String> report = new ArrayList<>();
        try (BenchmarkDatabases databases = new BenchmarkDatabases(kind)) {
            for (boolean shared : new boolean[] {true, false}) {
                for (int clients : counts) {
                    report.add(measure(databases, clients, shared));
                }
            }
        }
        System.out.println(kind + ", " + records + " records in all, " + rounds + " rounds; median (least – most)");
        System.out.println(noise.text());
        report.forEach(System.out::println);
        return 0;
    }

    private String measure(BenchmarkDatabases databases, int clients, boolean shared)
            throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        List<BenchmarkPeer> peers = new ArrayList<>();
        Samples pushes = new Samples();
        Samples pulls = new Samples();
        try (BenchmarkPeer receiver = new BenchmarkPeer(databases.create())) {
            for (int i = 0; i < clients; i++) {
                // Clients are in memory, because the server is measured.
                peers.add(new BenchmarkPeer("jdbc:h2:mem:client" + i + ";DB_CLOSE_DELAY=-1"));
            }
            for (int round = -2; round < rounds; round++) {
                noise.sample();
                receiver.clear();
                peers.forEach(BenchmarkPeer::clear);
                round(
                        receiver,
                        peers,
                        threads,
                        shared,
                        round,
                        round < 0 ? new Samples() : pushes,
                        round < 0 ? new Samples() : pulls);
            }
        } finally {
            threads.shutdown();
            peers.forEach(BenchmarkPeer::close);
        }
        return String.format(
                Locale.ROOT,
                "%2d clients, %s: pushing %s records/s, pulling %s records/s",
                clients,
                shared ? "all in one partition" : "each in its own partition",
                pushes.text("%.0f"),
                pulls.text("%.0f"));
    }

    private void round(
            BenchmarkPeer receiver,
            List<BenchmarkPeer> peers,
            ExecutorService threads,
            boolean shared,
            int round,
            Samples pushes,
            Samples pulls)
            throws InterruptedException, ExecutionException {
        try (MorangoServer server = receiver.serve()) {
            String url = "http://localhost:" + server.port() + "/";
            String root = shared ? receiver.createRoot() : "";
            List<Certificate> certificates = new ArrayList<>();
            List<String> roots = new ArrayList<>();
            int each = records / peers.size();
            for (int i = 0; i < peers.size(); i++) {
                String own = shared ? root : receiver.createRoot();
                roots.add(own);
                certificates.add(peers.get(i).join(url, own));
                peers.get(i).seed(own, each - 1, 1_000L * round + i);
            }
            pushes.add(records / all(peers, threads, peer -> peer.push(url, certificates.get(peers.indexOf(peer)))));
            peers.forEach(BenchmarkPeer::clear);
            List<Certificate> again = new ArrayList<>();
            for (int i = 0; i < peers.size(); i++) {
                again.add(peers.get(i).join(url, roots.get(i)));
            }
            double pulled = all(peers, threads, peer -> peer.pull(url, again.get(peers.indexOf(peer))));
            long arrived = peers.stream().mapToLong(BenchmarkPeer::logs).sum();
            pulls.add(arrived / pulled);
        }
    }

    /** Runs the work on all peers at once; returns the duration in seconds. */
    private static double all(List<BenchmarkPeer> peers, ExecutorService threads, Consumer<BenchmarkPeer> work)
            throws InterruptedException, ExecutionException {
        CountDownLatch start = new CountDownLatch(1);
        List<Future<?>> running = new ArrayList<>();
        for (BenchmarkPeer peer : peers) {
            running.add(threads.submit(() -> {
                start.await();
                work.accept(peer);
                return null;
            }));
        }
        long began = System.nanoTime();
        start.countDown();
        for (Future<?> each : running) {
            each.get();
        }
        return (System.nanoTime() - began) / 1e9;
    }
}
