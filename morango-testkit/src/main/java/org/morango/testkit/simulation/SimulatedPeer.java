package org.morango.testkit.simulation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.morango.certificate.Certificate;
import org.morango.live.SyncTarget;
import org.morango.record.Scope;
import org.morango.replica.Instance;
import org.morango.settings.PeerSettings;

/** A peer: its permanent database, and the processes that run on it, which may die at any time. */
final class SimulatedPeer {
    private static final Instant BEGINNING = Instant.parse("2026-01-01T00:00:00Z");
    private static final int CHUNK = 2;
    private static final Duration NEVER = Duration.ofDays(100_000);

    private final int index;
    private final SimulatedDatabase database;
    private final Certificate certificate;
    private final Scope scope;
    private final Scheduler scheduler;
    private final SimulatedNetwork network;
    private final Random random;
    private final @Nullable SimulatedProcess[] processes;
    private final Map<Fault, List<Integer>> due = new EnumMap<>(Fault.class);
    private Duration skew = Duration.ZERO;
    private @Nullable Runnable backup;
    private @Nullable SimulatedProcess operating;
    private final Map<Fault, Integer> faults = new EnumMap<>(Fault.class);
    private final Set<String> instances = new HashSet<>();

    SimulatedPeer(
            int index,
            SimulatedDatabase database,
            PeerIdentity identity,
            int processes,
            Scheduler scheduler,
            SimulatedNetwork network,
            Random random) {
        this.index = index;
        this.database = database;
        this.certificate = identity.certificate();
        this.scope = identity.scope();
        this.processes = new SimulatedProcess[processes];
        this.scheduler = scheduler;
        this.network = network;
        this.random = random;
        database.beforeStatements(this::beforeStatement);
        database.clock(new SkewedClock());
    }

    /** Sets the process whose operation is running; null for none, or for an operation of the application. */
    void operating(@Nullable SimulatedProcess process) {
        operating = process;
    }

    private void beforeStatement() {
        SimulatedProcess process = operating;
        if (process == null) {
            return;
        }
        process.checkAlive();
        if (isDue(Fault.CRASH_WITHIN)) {
            kill();
            throw new ProcessDied();
        }
    }

    int index() {
        return index;
    }

    SimulatedDatabase database() {
        return database;
    }

    Certificate certificate() {
        return certificate;
    }

    Scope scope() {
        return scope;
    }

    String url() {
        return "http://peer-" + index + ".example/";
    }

    /** Returns one of its processes, and starts it if it is not running. */
    SimulatedProcess process() {
        return process(processes.length == 1 ? 0 : random.nextInt(processes.length));
    }

    private SimulatedProcess process(int chosen) {
        SimulatedProcess process = processes[chosen];
        if (process == null || process.isDead()) {
            process = new SimulatedProcess(this, scheduler);
            processes[chosen] = process;
        }
        return process;
    }

    /** Lets all its processes keep in sync with a server. */
    void keepInSync(SimulatedPeer server) {
        SyncTarget target =
                SyncTarget.at(server.url()).certificate(certificate.id()).build();
        for (int i = 0; i < processes.length; i++) {
            process(i).keepInSync(target);
        }
    }

    /** Returns its processes that keep in sync. */
    List<SimulatedProcess> keeping() {
        return Stream.of(processes)
                .flatMap(Stream::ofNullable)
                .filter(process -> process.phase() != null)
                .toList();
    }

    /** Ends the hints that its processes give. */
    void endStreams() {
        Stream.of(processes).flatMap(Stream::ofNullable).forEach(SimulatedProcess::endStreams);
    }

    PeerSettings settings(SimulatedProcess process) {
        return PeerSettings.builder()
                .clock(new SkewedClock())
                .random(new SeededRandom(random.nextLong()))
                .pause(process.pause())
                .threads(process.threads())
                .client(client -> client.transport(() -> network.from(process)))
                // A request for a stage that is running elsewhere has to be repeated.
                .server(server -> server.asyncAfter(Duration.ofNanos(1)))
                .sessions(sessions -> sessions.stageTimeout(Duration.ofNanos(1)))
                // A missed hint must not be made good by a check.
                .live(live -> live.checkInterval(NEVER))
                .limits(limits -> limits.chunkSize(1 + random.nextInt(CHUNK)))
                .build();
    }

    void kill() {
        operating = null;
        for (SimulatedProcess process : processes) {
            if (process != null) {
                process.die();
            }
        }
    }

    void disturb(Fault fault, int after) {
        due.computeIfAbsent(fault, f -> new ArrayList<>()).add(after);
    }

    /** Returns whether a fault happens to the next request or operation. */
    boolean isDue(Fault fault) {
        List<Integer> left = due.get(fault);
        if (left == null || left.isEmpty()) {
            return false;
        }
        int next = left.get(0);
        if (next > 0) {
            left.set(0, next - 1);
            return false;
        }
        left.remove(0);
        faults.merge(fault, 1, Integer::sum);
        return true;
    }

    /** Notes the peer's instance. */
    void is(Instance instance) {
        instances.add(instance.id());
    }

    /** Returns all instances that the peer has had. */
    Set<String> instances() {
        instances.add(database.replica().instance().id());
        return instances;
    }

    boolean isHonest() {
        return !PeerIdentity.isLying(certificate);
    }

    /** Removes all pending faults. */
    void heal() {
        due.clear();
    }

    /** Returns the number of faults of each kind that have happened here. */
    Map<Fault, Integer> faults() {
        return faults;
    }

    void jump(Duration by) {
        skew = skew.plus(by);
    }

    void backUp() {
        backup = database.backup();
    }

    /** Restores the last backup; returns false if there is none. */
    boolean restore() {
        Runnable kept = backup;
        if (kept == null) {
            return false;
        }
        kill();
        kept.run();
        database.replica().renewRestored();
        return true;
    }

    private final class SkewedClock extends Clock {
        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return BEGINNING.plus(scheduler.now()).plus(skew);
        }
    }
}
