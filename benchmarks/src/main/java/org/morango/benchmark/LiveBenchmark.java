package org.morango.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.morango.certificate.Certificate;
import org.morango.hibernate.hook.EntityChanges;
import org.morango.hibernate.hook.SyncListener;
import org.morango.live.ContinuousSync;
import org.morango.live.SyncTarget;
import org.morango.record.Ids;
import org.morango.server.MorangoServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The time from a commit at one peer until the commit at the other, while the two keep in sync. */
@Command(name = "live", description = "Single changes of either side, until they are committed at the other.")
final class LiveBenchmark implements Callable<Integer> {
    private static final long MOST_WAIT = TimeUnit.MINUTES.toNanos(1);

    @Option(names = "--database", defaultValue = "h2", description = "h2 or postgres; ${DEFAULT-VALUE} if not given.")
    private BenchmarkDatabases.Kind kind = BenchmarkDatabases.Kind.H2;

    @Option(names = "--rate", defaultValue = "10", description = "Changes a second; ${DEFAULT-VALUE} if not given.")
    private int rate;

    @Option(names = "--seconds", defaultValue = "30", description = "For how long; ${DEFAULT-VALUE} if not given.")
    private int seconds;

    private final Noise noise = new Noise();
    private final Random random = new Random(1);

    /** Measures from the commit of a row here until that of the received one there. */
    private static final class Arrivals implements SyncListener {
        private final Map<Object, Long> committed = new ConcurrentHashMap<>();
        private final Map<Object, Long> arrived = new ConcurrentHashMap<>();

        @Override
        public void committed(EntityChanges changes) {
            long now = System.nanoTime();
            changes.inserted().forEach(key -> arrived.put(key, now));
        }

        void await(int count) {
            long end = System.nanoTime() + MOST_WAIT;
            while (arrived.size() < count && System.nanoTime() < end) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            }
            if (arrived.size() < count) {
                throw new IllegalStateException(arrived.size() + " of " + count + " have arrived.");
            }
        }

        private static long time(Map<Object, Long> times, Object key) {
            return Objects.requireNonNull(times.get(key));
        }

        List<Double> millis(List<String> keys) {
            return keys.stream()
                    .map(key -> Math.max(0, (time(arrived, key) - time(committed, key)) / 1e6))
                    .toList();
        }
    }

    @Override
    public Integer call() {
        Arrivals atServer = new Arrivals();
        Arrivals atClient = new Arrivals();
        List<String> lines = new ArrayList<>();
        try (BenchmarkDatabases databases = new BenchmarkDatabases(kind);
                BenchmarkPeer there = new BenchmarkPeer(databases.create(), atServer);
                BenchmarkPeer here = new BenchmarkPeer(databases.create(), atClient);
                MorangoServer server = there.serve()) {
            String url = "http://localhost:" + server.port() + "/";
            String root = there.createRoot();
            Certificate certificate = here.join(url, root);
            try (ContinuousSync sync = here.morango()
                    .keepInSync(SyncTarget.at(url).certificate(certificate.id()).build())) {
                sync.firstSync().join();
                seedLearner(here, root, atServer);
                // Not counted, because code is still being compiled.
                run(here, root, atServer, Math.max(rate, 50), 10);
                run(there, root, atClient, Math.max(rate, 50), 10);
                lines.add(result("client to server", run(here, root, atServer, rate, seconds)));
                lines.add(result("server to client", run(there, root, atClient, rate, seconds)));
            }
        }
        System.out.println(kind + ", " + rate + " changes a second for " + seconds + " s each way");
        System.out.println(noise.text());
        lines.forEach(System.out::println);
        return 0;
    }

    private static void seedLearner(BenchmarkPeer peer, String root, Arrivals other) {
        peer.seed(root, 0, 1);
        other.await(1);
        other.arrived.clear();
    }

    private List<Double> run(BenchmarkPeer from, String root, Arrivals to, int perSecond, int duration) {
        to.committed.clear();
        to.arrived.clear();
        List<String> keys = new ArrayList<>();
        long begin = System.nanoTime();
        long step = TimeUnit.SECONDS.toNanos(1) / perSecond;
        for (int i = 0; i < perSecond * duration; i++) {
            LockSupport.parkNanos(begin + i * step - System.nanoTime());
            if (i % perSecond == 0) {
                noise.sample();
            }
            String key = from.add(root, Ids.random(random));
            to.committed.put(key, System.nanoTime());
            keys.add(key);
        }
        to.await(keys.size());
        return to.millis(keys);
    }

    private static String result(String direction, List<Double> millis) {
        List<Double> sorted = millis.stream().sorted().toList();
        int tenth = Math.max(1, millis.size() / 10);
        return String.format(
                Locale.ROOT,
                "%s: median %.1f ms, 99th percentile %.1f, most %.1f; first tenth %.1f, last tenth %.1f (medians)",
                direction,
                at(sorted, 0.5),
                at(sorted, 0.99),
                at(sorted, 1),
                at(millis.subList(0, tenth).stream().sorted().toList(), 0.5),
                at(
                        millis.subList(millis.size() - tenth, millis.size()).stream()
                                .sorted()
                                .toList(),
                        0.5));
    }

    private static double at(List<Double> sorted, double share) {
        return sorted.get((int) Math.min(sorted.size() - 1L, Math.round(share * (sorted.size() - 1))));
    }
}
