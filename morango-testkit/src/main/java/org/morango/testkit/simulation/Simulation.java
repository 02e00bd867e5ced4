package org.morango.testkit.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.client.SyncResult;
import org.morango.common.Experimental;
import org.morango.common.MorangoException;
import org.morango.record.Filter;
import org.morango.record.Ids;
import org.morango.session.CleanUp;
import org.morango.session.SyncSession;
import org.morango.session.TransferSession;

/**
 * Peers with databases, in memory or real, with complete clients and servers on them, and a network with any fault.
 * Applications change and delete rows while the peers sync; requests get lost, processes die, disks fill up. The
 * {@link Scenario} determines every action and every fault; running it again does the same again.
 *
 * <p>After every step the simulation checks that
 *
 * <ul>
 *   <li>no version of a record has two contents, so no counter was used twice;
 *   <li>no counter has fallen, and no history has lost an entry;
 *   <li>no peer holds a record outside its certificate's scope;
 *   <li>transfers that have ended hold no records;
 *   <li>nothing fails unless a fault has happened;
 * </ul>
 *
 * and at the end, after all peers have synced with each other without faults, that
 *
 * <ul>
 *   <li>received records were merged completely, so that others get them, whether or not the sender has come back;
 *   <li>peers hold the same rows, contents, histories and conflicting contents in the partitions that both may read;
 *   <li>each change that an application has committed is the content, was overwritten by one that had seen it, or is
 *       among the conflicting contents.
 * </ul>
 *
 * <p>If the databases are {@link NumberedDatabase}s, their rows move between partitions, and what is compared of them
 * are not the ids of records but what they stand for.
 */
@Experimental
public final class Simulation implements AutoCloseable {
    private static final int SHRINKING_RUNS = 500;
    private static final int MOST_TURNS = 200_000;
    private static final int MOST_DECISIONS = 20;
    /**
     * Age of sessions that are cleaned up at the end. It is negative, because clocks jump: a session may have been used
     * in the future.
     */
    private static final Duration ALWAYS = Duration.ofDays(-3_650);

    private final Scenario scenario;
    private final Random random;
    private final Scheduler scheduler;
    private final SimulatedNetwork network;
    private final List<SimulatedPeer> peers = new ArrayList<>();
    private final Invariants invariants = new Invariants();
    private final Applications applications;

    /** The peers that were restored, until every record is changed again. */
    private final Set<SimulatedPeer> restored = new HashSet<>();

    private final @Nullable Liars liars;
    private final LivePeers live;
    private int disturbances;
    private int failures;
    private int syncs;

    /**
     * Result of a simulation.
     *
     * @param faults number of faults of each kind
     * @param lies number of times that each lie was told
     * @param state the data of the peers at the end, as text
     */
    public record Result(
            int syncs,
            int failedSyncs,
            int requests,
            Map<Fault, Integer> faults,
            Map<Lie, Integer> lies,
            String state) {
        public Result {
            faults = Map.copyOf(faults);
            lies = Map.copyOf(lies);
        }
    }

    private Simulation(Scenario scenario, BiFunction<String, Random, ? extends SimulatedDatabase> databases) {
        this.scenario = scenario;
        this.random = new Random(scenario.seed());
        this.scheduler = new Scheduler(random, MOST_TURNS);
        this.network = new SimulatedNetwork(scheduler, random);
        for (int i = 0; i < scenario.topology().peers(); i++) {
            PeerIdentity identity = scenario.topology().identity(i);
            SimulatedDatabase database = databases.apply(Ids.random(random), random);
            identity.install(database.replica().certificates());
            SimulatedPeer peer = new SimulatedPeer(
                    i, database, identity, scenario.topology().processes(i), scheduler, network, random);
            peers.add(peer);
            network.add(peer);
        }
        this.live = new LivePeers(scenario.topology(), peers, scheduler, network, random);
        this.liars = scenario.topology().liar() ? new Liars(scenario.seed(), peers, scheduler, network) : null;
        this.applications = peers.get(0).database() instanceof NumberedDatabase
                ? new NumberedApplications(peers)
                : new LessonApplications(peers, reach());
    }

    /** Returns the partitions that a liar may change. */
    private Filter reach() {
        return liars == null ? Filter.of("nothing") : liars.reach();
    }

    /**
     * Runs a scenario.
     *
     * @throws SimulationFailure if an invariant does not hold
     */
    public static Result run(Scenario scenario) {
        return run(scenario, InMemoryDatabase::new);
    }

    /**
     * Does the same as {@link #run(Scenario)}, with databases that are made from an instance id and a source of random
     * numbers.
     */
    public static Result run(Scenario scenario, BiFunction<String, Random, ? extends SimulatedDatabase> databases) {
        try {
            return once(scenario, databases);
        } catch (AssertionError | RuntimeException e) {
            throw Shrinking.shrink(scenario, e, smaller -> once(smaller, databases), SHRINKING_RUNS);
        }
    }

    /** Runs a scenario as it is, without looking for a smaller one if it fails. */
    static Result once(Scenario scenario, BiFunction<String, Random, ? extends SimulatedDatabase> databases) {
        try (Simulation simulation = new Simulation(scenario, databases)) {
            return simulation.run();
        }
    }

    private Result run() {
        for (Step step : scenario.steps()) {
            perform(step);
            check();
        }
        settle();
        Map<Integer, String> rows = new TreeMap<>();
        peers.forEach(peer -> rows.put(peer.index(), applications.rows(peer)));
        Map<Fault, Integer> faults = new EnumMap<>(Fault.class);
        peers.forEach(peer -> peer.faults().forEach((fault, count) -> faults.merge(fault, count, Integer::sum)));
        return new Result(
                syncs,
                failures,
                network.requests(),
                faults,
                liars == null ? Map.of() : liars.told(),
                rows + " after " + scheduler.now());
    }

    private void check() {
        peers.forEach(peer -> invariants.check(peer, reach()));
        applications.check();
        if (disturbances == 0) {
            live.checkTurns();
        }
        if (disturbances == 0 && !network.serverErrors().isEmpty()) {
            throw new AssertionError("A server failed: " + network.serverErrors() + ".");
        }
    }

    private void perform(Step step) {
        if (applications.perform(step) || live.perform(step)) {
            return;
        }
        if (step instanceof Step.Sync sync) {
            scheduler.start(() -> sync(sync));
        } else if (step instanceof Step.Resume resume) {
            // This may close a session that another process is still using.
            disturbances++;
            scheduler.start(() -> resume(peers.get(resume.client())));
        } else if (step instanceof Step.Tell tell && liars != null) {
            disturbances += tell.lie().way() == Lie.Way.BETWEEN ? 1 : 0;
            Liars telling = liars;
            scheduler.start(() -> telling.tell(tell));
        } else if (step instanceof Step.Go go) {
            scheduler.go(go.turns());
        } else if (step instanceof Step.Disturb disturb) {
            disturbances++;
            peers.get(disturb.peer()).disturb(disturb.fault(), disturb.after());
        } else if (step instanceof Step.Kill kill) {
            disturbances++;
            peers.get(kill.peer()).kill();
        } else if (step instanceof Step.ClockJump jump) {
            disturbances++;
            peers.get(jump.peer()).jump(jump.by());
        } else if (step instanceof Step.Backup backup) {
            peers.get(backup.peer()).backUp();
            applications.backedUp(peers.get(backup.peer()));
        } else if (step instanceof Step.Restore restore) {
            SimulatedPeer peer = peers.get(restore.peer());
            if (peer.restore()) {
                disturbances++;
                applications.restored(peer);
                invariants.restored(peer);
                restored.add(peer);
            }
        }
    }

    private void sync(Step.Sync sync) {
        try {
            sync(peers.get(sync.client()), peers.get(sync.server()), sync.direction(), sync.partitions());
        } catch (ProcessDied e) {
            failures++;
        } catch (MorangoException e) {
            failures++;
            if (disturbances == 0) {
                throw new AssertionError("A sync failed although nothing went wrong.", e);
            }
        }
    }

    /** Syncs some partitions, and returns the number of transferred records. */
    private long sync(SimulatedPeer client, SimulatedPeer server, Step.Direction direction, int partitions) {
        syncs++;
        Filter pulled =
                direction == Step.Direction.PUSH ? null : some(client.scope().read(), partitions);
        Filter pushed =
                direction == Step.Direction.PULL ? null : some(client.scope().write(), partitions);
        try (SyncConnection connection = client.process().peer().connect(server.url());
                SyncClient session = connection.openSession(client.certificate())) {
            if (pulled != null && pushed != null) {
                SyncResult result = session.sync(pulled, pushed);
                return result.received() + result.sent();
            }
            return pulled != null
                    ? session.pull(pulled).recordsTransferred()
                    : pushed != null ? session.push(pushed).recordsTransferred() : 0;
        }
    }

    /** Returns the selected ones of the partitions that a peer may sync; null if there are none. */
    private static @Nullable Filter some(Filter allowed, int partitions) {
        if (partitions == 0) {
            return allowed;
        }
        List<String> all = PeerIdentity.partitions();
        String[] selected = IntStream.range(0, all.size())
                .filter(i -> (partitions & 1 << i) != 0)
                .mapToObj(all::get)
                .filter(allowed::contains)
                .toArray(String[]::new);
        return selected.length == 0 ? null : Filter.of(selected);
    }

    /** Resumes interrupted transfers. Some cannot be resumed any more, or are still running. */
    private void resume(SimulatedPeer client) {
        SimulatedProcess process = client.process();
        try {
            for (SyncSession session : process.peer().openSessions()) {
                try (SyncConnection connection = process.peer().connect(session.connectionPath());
                        SyncClient resumed = connection.resumeSession(session.id())) {
                    List<TransferSession> finished = resumed.resume();
                    syncs += finished.isEmpty() ? 0 : 1;
                } catch (MorangoException e) {
                    failures++;
                }
            }
        } catch (MorangoException | ProcessDied e) {
            failures++;
        }
    }

    /** Ends everything that is running, and lets all peers sync until nothing is left to send. */
    private void settle() {
        peers.forEach(SimulatedPeer::heal);
        network.heal();
        if (live.areUsed()) {
            settleLive();
        }
        while (!scheduler.isIdle()) {
            scheduler.go(MOST_TURNS);
        }
        check();
        List<List<TransferSession>> received =
                peers.stream().map(Invariants::received).toList();
        peers.forEach(peer -> peer.process().peer().cleanUp(CleanUp.unusedFor(ALWAYS)));
        for (SimulatedPeer peer : peers) {
            for (String transfer : peer.database().heldTransfers()) {
                Invariants.fail(
                        peer,
                        "records of transfers are left after all were ended: "
                                + peer.database().replica().sessions().transfer(transfer));
            }
            received.get(peer.index()).forEach(transfer -> Invariants.checkMerged(peer, transfer));
        }
        comeToRest();
        for (int round = 0; applications.decide(); round++) {
            if (round == MOST_DECISIONS) {
                throw new AssertionError("The people do not come to an end.");
            }
            comeToRest();
        }
        checkRest();
        if (liars != null || !restored.isEmpty()) {
            checkLaterChanges();
        }
    }

    /** Checks that peers that keep in sync need nothing else, and ends that. */
    private void settleLive() {
        live.converge(this::difference);
        check();
        if (disturbances == 0) {
            live.checkTurns();
            live.checkHints(applications, this::difference);
            live.checkTakeovers(applications, this::difference);
            check();
        }
        live.stop();
    }

    /** Returns how peers differ that may read the same; empty if they do not. */
    private String difference() {
        try {
            checkRest();
            return "";
        } catch (AssertionError e) {
            return String.valueOf(e.getMessage());
        }
    }

    private void comeToRest() {
        int most = 2 * peers.size() + 4;
        for (int round = 0; moved() > 0; round++) {
            if (round == most) {
                throw new AssertionError("The peers do not come to rest within " + most + " rounds of syncs.");
            }
        }
        check();
    }

    /**
     * Checks that later changes out of a liar's reach arrive everywhere and stay, whatever it has said before, and
     * whatever restored peers have lost.
     */
    private void checkLaterChanges() {
        Runnable arrived = applications.changeAll();
        comeToRest();
        if (applications.remakesLost()) {
            restored.clear();
        }
        checkRest();
        arrived.run();
    }

    private long moved() {
        long moved = 0;
        for (Scenario.Link link : scenario.topology().links()) {
            moved += sync(peers.get(link.client()), peers.get(link.server()), Step.Direction.BOTH, 0);
        }
        return moved;
    }

    private void checkRest() {
        for (Scenario.Link link : scenario.topology().links()) {
            SimulatedPeer client = peers.get(link.client());
            SimulatedPeer server = peers.get(link.server());
            List<String> readable = applications.partitions().stream()
                    .filter(client.scope().read()::contains)
                    // A reader cannot give back what its server has lost. They differ until the record is changed
                    // again.
                    .filter(partition ->
                            !restored.contains(server) || client.scope().write().contains(partition))
                    .toList();
            invariants.checkSame(applications, client, server, readable);
        }
        applications.checkRest();
    }

    @Override
    public void close() {
        scheduler.close();
        for (SimulatedPeer peer : peers) {
            peer.kill();
            peer.database().close();
        }
        if (liars != null) {
            liars.close();
        }
    }
}
