package org.morango.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.morango.certificate.Certificate;
import org.morango.server.MorangoServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Syncs with few changes, with small and large stores. */
@Command(name = "changes", description = "Syncs with few changes, by the size of the store.")
final class ChangesBenchmark implements Callable<Integer> {
    private static final int CHANGED = 100;

    @Option(
            names = "--database",
            defaultValue = "h2",
            description = "${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE} if not given.")
    private BenchmarkDatabases.Kind kind = BenchmarkDatabases.Kind.H2;

    @Option(names = "--stores", split = ",", defaultValue = "10000,20000,1000000")
    private List<Integer> stores = List.of();

    @Option(names = "--rounds", defaultValue = "21")
    private int rounds;

    private final Noise noise = new Noise();

    /** Measurements for one size of the store. */
    private record Result(int records, Samples few) {}

    @Override
    public Integer call() {
        List<Result> results = new ArrayList<>();
        try (BenchmarkDatabases databases = new BenchmarkDatabases(kind)) {
            // The first result is discarded, because code is still being compiled.
            measure(databases, stores.get(0), 100);
            for (int records : stores) {
                results.add(measure(databases, records, rounds));
            }
        }
        System.out.println(kind + ", " + rounds + " rounds; median (least – most)");
        System.out.println(noise.text());
        for (Result result : results) {
            System.out.println(result.records() + " records: " + CHANGED + " changed "
                    + result.few().text("%.1f") + " ms");
        }
        Result first = results.get(0);
        Result last = results.get(results.size() - 1);
        System.out.printf(
                Locale.ROOT,
                "%d against %d records: %d changed %.2f times%n",
                last.records(),
                first.records(),
                CHANGED,
                last.few().median() / first.few().median());
        return 0;
    }

    private Result measure(BenchmarkDatabases databases, int records, int times) {
        try (BenchmarkPeer receiver = new BenchmarkPeer(databases.create());
                BenchmarkPeer sender = new BenchmarkPeer(databases.create());
                MorangoServer server = receiver.serve()) {
            String url = "http://localhost:" + server.port() + "/";
            String root = receiver.createRoot();
            Certificate certificate = sender.join(url, root);
            sender.seed(root, records - 1, 1);
            sender.push(url, certificate);
            System.gc();
            Samples few = new Samples();
            for (int i = 0; i < times; i++) {
                noise.sample();
                sender.change(CHANGED, i);
                few.add(millis(() -> sender.push(url, certificate)));
            }
            return new Result(records, few);
        }
    }

    private static double millis(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e6;
    }
}
