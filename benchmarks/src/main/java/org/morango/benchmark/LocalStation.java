package org.morango.benchmark;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.morango.hibernate.hook.EntityChanges;
import org.morango.hibernate.hook.SyncListener;
import org.morango.record.Ids;

/** A station in this process. */
final class LocalStation implements Station, AutoCloseable {
    private static final long MOST_WAIT = TimeUnit.MINUTES.toNanos(2);

    private final Arrivals arrivals = new Arrivals();
    private final Random random;
    private final BenchmarkPeer peer;
    private String learner = "";

    private static final class Arrivals implements SyncListener {
        private final Map<String, Long> times = new ConcurrentHashMap<>();

        @Override
        public void committed(EntityChanges changes) {
            long now = System.nanoTime();
            changes.inserted().forEach(key -> times.put(String.valueOf(key), now));
        }
    }

    LocalStation(String database, long seed) {
        this.random = new Random(seed);
        this.peer = new BenchmarkPeer(database, arrivals);
    }

    BenchmarkPeer peer() {
        return peer;
    }

    void learner(String id) {
        learner = id;
    }

    @Override
    public Map<String, Long> write(int perSecond, int seconds) {
        Map<String, Long> committed = new LinkedHashMap<>();
        long begin = System.nanoTime();
        long step = TimeUnit.SECONDS.toNanos(1) / perSecond;
        for (int i = 0; i < perSecond * seconds; i++) {
            LockSupport.parkNanos(begin + i * step - System.nanoTime());
            committed.put(peer.add(learner, Ids.random(random)), System.nanoTime());
        }
        return committed;
    }

    @Override
    public Map<String, Long> received(int count) {
        long end = System.nanoTime() + MOST_WAIT;
        while (arrivals.times.size() < count && System.nanoTime() < end) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        if (arrivals.times.size() < count) {
            throw new IllegalStateException(arrivals.times.size() + " of " + count + " have arrived.");
        }
        Map<String, Long> received = new HashMap<>(arrivals.times);
        arrivals.times.clear();
        return received;
    }

    @Override
    public void close() {
        peer.close();
    }
}
