package org.morango.benchmark;

import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.morango.certificate.Certificate;
import org.morango.client.SyncStatistics;
import org.morango.server.MorangoServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A whole sync of new rows over HTTP, compared with the same rows written by plain JDBC. */
@Command(name = "sync", description = "A whole sync of new rows against plain JDBC.")
final class SyncBenchmark implements Callable<Integer> {
    @Option(
            names = "--database",
            defaultValue = "h2",
            description = "${COMPLETION-CANDIDATES}; ${DEFAULT-VALUE} if not given.")
    private BenchmarkDatabases.Kind kind = BenchmarkDatabases.Kind.H2;

    @Option(names = "--records", defaultValue = "20000")
    private int records;

    @Option(names = "--rounds", defaultValue = "7")
    private int rounds;

    @Option(names = "--warm-up", defaultValue = "5")
    private int warmUp;

    @Option(names = "--chunk-size", defaultValue = "2000")
    private int chunkSize;

    private final Samples syncSeconds = new Samples();
    private final Samples jdbcSeconds = new Samples();
    private final Samples allSeconds = new Samples();
    private final Samples ratios = new Samples();
    private final Samples allRatios = new Samples();
    private final Map<String, Samples> stages = new LinkedHashMap<>();
    private final Noise noise = new Noise();
    private double lastSync;
    private double bytesUp;
    private double bytesDown;
    private double bytesStored;

    @Override
    public Integer call() throws Exception {
        try (BenchmarkDatabases databases = new BenchmarkDatabases(kind);
                OtherProducts others = new OtherProducts(databases)) {
            CpuMeter cpu = new CpuMeter(databases::cpuNanos);
            String receiverUrl = databases.create();
            String jdbcUrl = databases.create();
            try (BenchmarkPeer receiver = new BenchmarkPeer(receiverUrl, cpu::watch);
                    BenchmarkPeer sender = new BenchmarkPeer(
                            databases.create(), s -> cpu.watch(s).limits(limits -> limits.chunkSize(chunkSize)));
                    BenchmarkPeer puller = new BenchmarkPeer(databases.create());
                    BenchmarkPeer jdbc = new BenchmarkPeer(jdbcUrl)) {
                others.open();
                for (int round = -warmUp; round < rounds; round++) {
                    if (round == 0) {
                        cpu.forget();
                    }
                    noise.sample();
                    List.of(receiver, sender, puller, jdbc).forEach(BenchmarkPeer::clear);
                    sync(sender, receiver, puller, cpu, round);
                    PlainJdbc rows = PlainJdbc.read(receiverUrl, "Learner", "SummaryLog");
                    double plain = jdbc(rows, receiverUrl, jdbc, jdbcUrl, round);
                    others.round(rows, round, plain, lastSync);
                }
            }
            report(cpu);
            others.report();
        }
        return 0;
    }

    private void sync(BenchmarkPeer sender, BenchmarkPeer receiver, BenchmarkPeer puller, CpuMeter cpu, int round) {
        try (MorangoServer server = receiver.serve()) {
            String url = "http://localhost:" + server.port() + "/";
            String root = receiver.createRoot();
            Certificate certificate = sender.join(url, root);
            sender.seed(root, records - 1, round);
            System.gc();
            long cpuBefore = cpu.nanos();
            long start = System.nanoTime();
            SyncStatistics push = sender.push(url, certificate);
            lastSync = (System.nanoTime() - start) / 1e9;
            cpu.note("whole sync", cpu.nanos() - cpuBefore);
            if (receiver.logs() != records - 1) {
                throw new IllegalStateException("The receiver holds " + receiver.logs() + " logs.");
            }
            System.err.printf(Locale.ROOT, "round %d: sync %.2f s %s%n", round, lastSync, push.stages());
            if (round >= 0) {
                syncSeconds.add(lastSync);
                push.stages()
                        .forEach((stage, time) -> stages.computeIfAbsent(stage, s -> new Samples())
                                .add(time.toNanos() / 1e9));
                bytesUp = (double) push.bytesSent() / records;
                bytesDown = (double) puller.pull(url, puller.join(url, root)).bytesReceived() / records;
            }
        }
    }

    private double jdbc(PlainJdbc rows, String receiverUrl, BenchmarkPeer jdbc, String url, int round)
            throws SQLException {
        System.gc();
        bytesStored = (double) PlainJdbc.size(receiverUrl, "morango_store") / records;
        double application = rows.write(url);
        jdbc.clear();
        System.gc();
        double all = PlainJdbc.read(receiverUrl, "Learner", "SummaryLog", "morango_store")
                .write(url);
        if (round >= 0) {
            jdbcSeconds.add(application);
            allSeconds.add(all);
            ratios.add(application / lastSync);
            allRatios.add(all / lastSync);
        }
        return application;
    }

    private void report(CpuMeter cpu) {
        System.out.println(kind + ", " + records + " records, " + rounds + " rounds; median (least – most)");
        System.out.println(noise.text());
        System.out.println("sync:                     " + syncSeconds.text("%.2f") + " s, "
                + Math.round(records / syncSeconds.median()) + " records/s");
        System.out.println("JDBC, application's rows: " + jdbcSeconds.text("%.2f") + " s, "
                + Math.round(records / jdbcSeconds.median()) + " rows/s; sync runs at " + ratios.text("%.2f")
                + " of it");
        System.out.println("JDBC, store's rows too:   " + allSeconds.text("%.2f") + " s; sync runs at "
                + allRatios.text("%.2f") + " of it");
        System.out.printf(Locale.ROOT, "bytes a record: %.0f up (push), %.0f down (pull)%n", bytesUp, bytesDown);
        System.out.printf(Locale.ROOT, "the receiver's store, bytes a record: %.0f%n", bytesStored);
        stages.forEach((stage, seconds) -> System.out.println("  " + stage + ": " + seconds.text("%.2f") + " s"));
        System.out.println("processor time a record, microseconds, median:");
        cpu.perRecord(records)
                .forEach((stage, micros) -> System.out.printf(Locale.ROOT, "  %s: %.0f%n", stage, micros));
    }
}
