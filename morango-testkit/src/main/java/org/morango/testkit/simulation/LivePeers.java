package org.morango.testkit.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import org.morango.live.SyncPhase;
import org.morango.testkit.InMemoryReplica;

/** The peers that keep in sync, each with its server, and what has to hold of them. */
final class LivePeers {
    /** At worst, a stream has gone silent, a lease has to end, and a refused sync is tried again a minute later. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    /** A lease of a dead process ends after half a minute. */
    private static final Duration TAKEOVER = Duration.ofSeconds(45);

    /** Without hints, a server would be asked after half a minute. */
    private static final Duration AT_ONCE = Duration.ofSeconds(10);

    private static final int SLICE = 200;

    private static final Set<SyncPhase> WORKING = EnumSet.of(SyncPhase.CATCHING_UP, SyncPhase.UP_TO_DATE);

    private final Scenario.Topology topology;
    private final List<SimulatedPeer> peers;
    private final Scheduler scheduler;
    private final SimulatedNetwork network;
    private final Random random;
    private boolean isUsed;

    LivePeers(
            Scenario.Topology topology,
            List<SimulatedPeer> peers,
            Scheduler scheduler,
            SimulatedNetwork network,
            Random random) {
        this.topology = topology;
        this.peers = peers;
        this.scheduler = scheduler;
        this.network = network;
        this.random = random;
    }

    /** Performs a step of a peer that keeps in sync; returns false if it is none. */
    boolean perform(Step step) {
        if (step instanceof Step.Keep keep) {
            isUsed = true;
            keep(keep.client());
        } else if (step instanceof Step.Stop stop) {
            stop(peers.get(stop.client()));
        } else if (step instanceof Step.Freeze freeze) {
            List<SimulatedProcess> keeping = peers.get(freeze.client()).keeping();
            if (!keeping.isEmpty()) {
                keeping.get(random.nextInt(keeping.size())).freeze(freeze.duration());
            }
        } else {
            return false;
        }
        return true;
    }

    boolean areUsed() {
        return isUsed;
    }

    private void keep(int client) {
        topology.upstream(client).ifPresent(link -> {
            SimulatedPeer server = peers.get(link.server());
            scheduler.start(() -> {
                try {
                    peers.get(client).keepInSync(server);
                } catch (ProcessDied e) {
                    // It starts again with a later step.
                }
            });
        });
    }

    private void stop(SimulatedPeer peer) {
        for (SimulatedProcess process : peer.keeping()) {
            Runnable stopping = process.stopping();
            scheduler.start(() -> {
                try {
                    stopping.run();
                } catch (ProcessDied e) {
                    // It has ended.
                }
            });
        }
    }

    /** Checks that of the processes on one database at most one syncs. A process that was away does not know yet. */
    void checkTurns() {
        for (SimulatedPeer peer : peers) {
            List<SyncPhase> working = phases(peer);
            if (working.size() > 1) {
                Invariants.fail(peer, "several processes sync with its server: " + working);
            }
        }
    }

    private static List<SyncPhase> phases(SimulatedPeer peer) {
        return peer.keeping().stream()
                .map(SimulatedProcess::phase)
                .filter(WORKING::contains)
                .toList();
    }

    /** Lets all peers keep in sync until nothing differs; nobody forces a sync. */
    void converge(Supplier<String> difference) {
        for (int i = 0; i < peers.size(); i++) {
            keep(i);
        }
        await(PATIENCE, difference, "do not come to the same");
    }

    private boolean areUpToDate() {
        for (SimulatedPeer peer : peers) {
            boolean isUpToDate = topology.upstream(peer.index()).isEmpty()
                    || peer.keeping().stream().anyMatch(process -> process.phase() == SyncPhase.UP_TO_DATE);
            if (!isUpToDate || peer.database().replica().hasChanges(InMemoryReplica.PROFILE)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Checks that a change is told to those who lack it and to nobody else, and arrives at once. Another process takes
     * over if the one that syncs has died.
     *
     */
    void checkHints(Applications applications, Supplier<String> difference) {
        for (SimulatedPeer author : peers) {
            for (String partition : PeerIdentity.partitions()) {
                if (author.scope().write().contains(partition)) {
                    checkHints(applications, author, partition, difference);
                }
            }
        }
    }

    private void checkHints(
            Applications applications, SimulatedPeer author, String partition, Supplier<String> difference) {
        List<Integer> before = news();
        int changed = PeerIdentity.partitions().indexOf(partition);
        applications.perform(new Step.Edit(author.index(), indexOf(author, changed), 0));
        await(AT_ONCE, difference, "are not told at once of a change of " + partition + " by peer " + author.index());
        scheduler.go(SLICE);
        List<Integer> after = news();
        for (SimulatedPeer peer : peers) {
            boolean isTold = after.get(peer.index()) > before.get(peer.index());
            boolean isHis = isBelow(author.index(), peer.index());
            // A process does not know what a client has pushed through another one.
            boolean mayBeTold = isHis
                    && topology.upstream(peer.index())
                            .filter(link -> topology.processes(link.server()) > 1)
                            .isPresent();
            if (isTold && !mayBeTold && (isHis || !peer.scope().read().contains(partition))) {
                Invariants.fail(
                        peer,
                        "was told of a change of " + partition + " by peer " + author.index() + ", which "
                                + (isHis ? "it has sent" : "it may not see"));
            }
        }
    }

    private static int indexOf(SimulatedPeer author, int partition) {
        return (int) PeerIdentity.partitions().stream()
                .limit(partition)
                .filter(author.scope().write()::contains)
                .count();
    }

    private List<Integer> news() {
        return peers.stream().map(peer -> network.news(peer.keeping())).toList();
    }

    /** Returns whether a peer sends its changes through another, or is the same. */
    private boolean isBelow(int peer, int other) {
        return peer == other
                || topology.upstream(peer)
                        .filter(link -> isBelow(link.server(), other))
                        .isPresent();
    }

    /** Kills the process that syncs where there are two, and checks that the other one takes over. */
    void checkTakeovers(Applications applications, Supplier<String> difference) {
        for (SimulatedPeer peer : peers) {
            List<SimulatedProcess> keeping = peer.keeping();
            if (keeping.size() > 1) {
                keeping.stream()
                        .filter(process -> process.phase() == SyncPhase.UP_TO_DATE)
                        .forEach(SimulatedProcess::die);
                applications.perform(new Step.Edit(peer.index(), 0, 0));
                await(TAKEOVER, difference, "are not up to date after a process died");
            }
        }
    }

    private void await(Duration most, Supplier<String> difference, String failure) {
        Duration end = scheduler.now().plus(most);
        while (!areUpToDate() || !difference.get().isEmpty()) {
            if (scheduler.now().compareTo(end) > 0) {
                throw new AssertionError(
                        "Peers that keep in sync " + failure + ": " + states() + " " + difference.get());
            }
            scheduler.go(SLICE);
        }
    }

    private List<String> states() {
        List<String> states = new ArrayList<>();
        peers.forEach(peer -> peer.keeping().forEach(process -> states.add("peer " + peer.index() + " " + process)));
        return states;
    }

    /** Stops all of them, and the hints. */
    void stop() {
        peers.forEach(this::stop);
        peers.forEach(peer -> scheduler.start(peer::endStreams));
    }
}
