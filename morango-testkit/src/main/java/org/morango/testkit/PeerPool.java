package org.morango.testkit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Databases of a test class. One test at a time uses a set of them. */
final class PeerPool implements AutoCloseable {
    private final Map<PeersSetup, Deque<PeerGroup>> free = new HashMap<>();
    private final List<PeerGroup> all = new ArrayList<>();

    /** Returns peers on empty databases. */
    Lease lease(PeersSetup setup) {
        PeerGroup group;
        synchronized (this) {
            group = free.computeIfAbsent(setup, s -> new ArrayDeque<>()).poll();
            if (group == null) {
                group = new PeerGroup(setup);
                all.add(group);
            }
        }
        return new Lease(group);
    }

    private synchronized void giveBack(PeerGroup group) {
        free.computeIfAbsent(group.setup(), s -> new ArrayDeque<>()).add(group);
    }

    @Override
    public synchronized void close() {
        all.forEach(PeerGroup::close);
    }

    /** The peers of one test. */
    final class Lease implements AutoCloseable {
        private final TestPeers peers;

        private Lease(PeerGroup group) {
            this.peers = group.start(() -> giveBack(group));
        }

        TestPeers peers() {
            return peers;
        }

        @Override
        public void close() {
            peers.close();
        }
    }
}
