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
import java.util.concurrent.atomic.LongAdder;
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

/** Many peers that keep in sync through one server, all of which change and see everything. */
@Command(
        name = "peers",
        description = "Many peers that change rows at the same time: until each row is at all of them.")
final class PeersBenchmark implements Callable<Integer> {
    private static final long MOST_WAIT = TimeUnit.MINUTES.toNanos(5);

    @Option(names = "--peers", defaultValue = "100", description = "${DEFAULT-VALUE} if not given.")
    private int peers;

    @Option(names = "--rate", defaultValue = "10", description = "Changes a second of all together; ${DEFAULT-VALUE}.")
    private int rate;

    @Option(names = "--seconds", defaultValue = "30", description = "For how long; ${DEFAULT-VALUE} if not given.")
    private int seconds;

    private final Noise noise = new Noise();
    private final Random random = new Random(3);

    /** When a row was last seen at another peer. */
    private static final class Sightings {
        private final Map<Object, LongAdder> counts = new ConcurrentHashMap<>();
        private final Map<Object, Long> last = new ConcurrentHashMap<>();

        SyncListener listener() {
            return new SyncListener() {
                @Override
                public void committed(EntityChanges changes) {
                    long now = System.nanoTime();
                    changes.inserted().forEach(key -> {
                        last.put(key, now);
                        counts.computeIfAbsent(key, k -> new LongAdder()).increment();
                    });
                }
            };
        }

        boolean isEverywhere(Object key, int others) {
            LongAdder count = counts.get(key);
            return count != null && count.sum() >= others;
        }
    }

    @Override
    public Integer call() {
        Sightings sightings = new Sightings();
        List<BenchmarkPeer> all = new ArrayList<>();
        List<ContinuousSync> syncs = new ArrayList<>();
        Samples millis = new Samples();
        try (BenchmarkDatabases databases = new BenchmarkDatabases(BenchmarkDatabases.Kind.H2);
                BenchmarkPeer there = new BenchmarkPeer(databases.create(), sightings.listener());
                MorangoServer server = there.serve()) {
            String url = "http://localhost:" + server.port() + "/";
            String root = there.createRoot();
            there.seed(root, 0, 1);
            for (int i = 0; i < peers; i++) {
                BenchmarkPeer peer = new BenchmarkPeer(databases.create(), sightings.listener());
                Certificate certificate = peer.join(url, root);
                all.add(peer);
                syncs.add(peer.morango()
                        .keepInSync(
                                SyncTarget.at(url).certificate(certificate.id()).build()));
            }
            syncs.forEach(sync -> sync.firstSync().join());
            run(all, root, sightings, Math.max(1, seconds / 3));
            run(all, root, sightings, seconds).forEach(millis::add);
            syncs.forEach(ContinuousSync::close);
            all.forEach(BenchmarkPeer::close);
        }
        System.out.printf(
                Locale.ROOT, "%d peers, %d changes a second of all together for %d s%n", peers, rate, seconds);
        System.out.println(noise.text());
        System.out.println("from a commit until it is at all peers: " + millis.text("%.0f") + " ms; none was lost");
        return 0;
    }

    private List<Double> run(List<BenchmarkPeer> all, String root, Sightings sightings, int duration) {
        Map<String, Long> committed = new ConcurrentHashMap<>();
        long begin = System.nanoTime();
        long step = TimeUnit.SECONDS.toNanos(1) / rate;
        for (int i = 0; i < rate * duration; i++) {
            LockSupport.parkNanos(begin + i * step - System.nanoTime());
            if (i % rate == 0) {
                noise.sample();
            }
            String key = all.get(random.nextInt(all.size())).add(root, Ids.random(random));
            committed.put(key, System.nanoTime());
        }
        long end = System.nanoTime() + MOST_WAIT;
        List<Double> millis = new ArrayList<>();
        committed.forEach((key, time) -> {
            while (!sightings.isEverywhere(key, all.size())) {
                if (System.nanoTime() > end) {
                    throw new IllegalStateException("A row is not at all peers.");
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            }
            millis.add((Objects.requireNonNull(sightings.last.get(key)) - time) / 1e6);
        });
        return millis;
    }
}
