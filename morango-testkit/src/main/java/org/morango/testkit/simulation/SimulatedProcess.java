package org.morango.testkit.simulation;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.morango.Peer;
import org.morango.common.Alarm;
import org.morango.common.Threads;
import org.morango.live.ContinuousSync;
import org.morango.live.SyncPhase;
import org.morango.live.SyncTarget;
import org.morango.replica.CertificateStore;
import org.morango.replica.ChangeFeed;
import org.morango.replica.Instance;
import org.morango.replica.Replica;
import org.morango.replica.ReplicaException;
import org.morango.replica.SessionStore;
import org.morango.replica.SyncLog;
import org.morango.server.MorangoEndpoints;
import org.morango.settings.Pause;
import org.morango.settings.PeerSettings;
import org.morango.testkit.InMemoryReplica;

/** A run of the program on a peer's database. It loses everything outside the database when it dies. */
final class SimulatedProcess {
    /** Pools whose tasks go on. */
    private static final Set<String> ONGOING = Set.of("morango-live", "morango-hints", "morango-changes");

    /** Methods that leave the database alone. */
    private static final Set<String> FREE =
            Set.of("instance", "idRule", "certificates", "invitations", "sessions", "syncLog");

    private final SimulatedPeer on;
    private final Scheduler scheduler;
    private final List<SessionStore.Ownership> owned = new ArrayList<>();
    private final List<SimulatedStream> streams = new ArrayList<>();
    private final Peer peer;
    private final ChangeFeed changes;
    private @Nullable MorangoEndpoints endpoints;
    private @Nullable ContinuousSync live;
    private Duration frozenUntil = Duration.ZERO;
    private boolean dead;

    SimulatedProcess(SimulatedPeer on, Scheduler scheduler) {
        this.on = on;
        this.scheduler = scheduler;
        Replica replica = on.database().replica();
        PeerSettings settings = on.settings(this);
        this.changes = new ChangeFeed(
                () -> new ChangeFeed.State(replica.lastVersion(), replica.hasChanges(InMemoryReplica.PROFILE)),
                settings.live().databasePoll(),
                settings.threads(),
                settings.pause().alarm());
        this.peer = Peer.on(guarded(Replica.class, replica), settings);
    }

    /** Returns a source of threads. Those that go on are tasks; the others run in their caller's. */
    Threads threads() {
        return (name, size) -> ONGOING.contains(name) ? new SimulatedThreads(scheduler) : new InlineThreads();
    }

    /** Returns how the process waits, until it dies. */
    Pause pause() {
        return new Pause() {
            @Override
            public void pause(Duration duration) {
                scheduler.pause(duration);
                checkAlive();
            }

            @Override
            public Alarm alarm() {
                Alarm alarm = scheduler.alarm();
                return new Alarm() {
                    @Override
                    public void await(Duration most) throws InterruptedException {
                        alarm.await(most);
                        checkAlive();
                    }

                    @Override
                    public void ring() {
                        alarm.ring();
                    }
                };
            }
        };
    }

    /** Keeps in sync with a server, unless it does so already. */
    void keepInSync(SyncTarget target) {
        if (live == null) {
            live = peer.keepInSync(target);
        }
    }

    /** Returns what stops keeping in sync, and waits until that has ended. It may begin again meanwhile. */
    Runnable stopping() {
        ContinuousSync stopped = live;
        live = null;
        return () -> {
            if (stopped != null && !dead) {
                stopped.close();
            }
        };
    }

    /** Ends the hints that it gives. */
    void endStreams() {
        MorangoEndpoints made = endpoints;
        if (made != null && !dead) {
            made.endStreams();
        }
    }

    /** Returns what it is doing to keep in sync; null if it does not keep in sync. */
    @Nullable
    SyncPhase phase() {
        ContinuousSync current = live;
        return current == null || dead ? null : current.state().phase();
    }

    /** Does nothing for a while. */
    void freeze(Duration duration) {
        frozenUntil = scheduler.now().plus(duration);
    }

    /** Adds a stream that breaks when the process dies. */
    void add(SimulatedStream stream) {
        streams.add(stream);
    }

    Peer peer() {
        return peer;
    }

    /**
     * Returns the endpoints. The first request creates them during the simulation, and they begin with the work that
     * was left behind.
     */
    MorangoEndpoints endpoints() {
        MorangoEndpoints made = endpoints;
        if (made == null) {
            made = peer.endpoints();
            endpoints = made;
        }
        return made;
    }

    void checkAlive() {
        if (dead) {
            throw new ProcessDied();
        }
    }

    boolean isDead() {
        return dead;
    }

    /** Kills the process. It stops at once, and its locks end with its connections. */
    void die() {
        dead = true;
        owned.forEach(SessionStore.Ownership::close);
        owned.clear();
        streams.forEach(SimulatedStream::breakOff);
        streams.clear();
    }

    /** Wraps an object so that each operation may be the last. */
    private <T> T guarded(Class<T> type, T target) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> call(target, method, arguments == null ? new Object[0] : arguments)));
    }

    private Object call(Object target, Method method, Object[] arguments) throws Throwable {
        checkAlive();
        if (method.getName().equals("changes")) {
            return changes;
        }
        boolean operates = !FREE.contains(method.getName());
        if (operates) {
            scheduler.offer();
            while (scheduler.now().compareTo(frozenUntil) < 0) {
                scheduler.pause(frozenUntil.minus(scheduler.now()));
            }
            checkAlive();
            fail(Fault.DISK_FULL);
            fail(Fault.CRASH_BEFORE);
        }
        Object result;
        on.operating(this);
        try {
            result = method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            checkAlive();
            throw e.getCause();
        } finally {
            on.operating(null);
            if (method.getName().startsWith("renew")) {
                // Notes the current instance, because the database may become another one again before the next check.
                on.instances();
            }
        }
        Object seen = wrapped(result);
        if (operates) {
            fail(Fault.CRASH_AFTER);
        }
        return seen;
    }

    private void fail(Fault fault) {
        if (on.isDue(fault)) {
            if (fault == Fault.DISK_FULL) {
                throw new ReplicaException("The disk is full.", Map.of(), null);
            }
            on.kill();
            throw new ProcessDied();
        }
    }

    private Object wrapped(Object result) {
        if (result instanceof Instance instance) {
            on.is(instance);
        }
        if (result instanceof CertificateStore store) {
            return guarded(CertificateStore.class, store);
        }
        if (result instanceof SyncLog log) {
            return guarded(SyncLog.class, log);
        }
        if (result instanceof SessionStore store) {
            return guarded(SessionStore.class, store);
        }
        if (result instanceof SessionStore.Ownership taken) {
            return owned(taken);
        }
        if (result instanceof Optional<?> optional && optional.orElse(null) instanceof SessionStore.Ownership taken) {
            return Optional.of(owned(taken));
        }
        return result;
    }

    /** Wraps an ownership, which ends when the process dies. */
    private SessionStore.Ownership owned(SessionStore.Ownership taken) {
        owned.add(taken);
        return guarded(SessionStore.Ownership.class, taken);
    }

    @Override
    public String toString() {
        ContinuousSync current = live;
        return current == null ? "no sync" : String.valueOf(current.state());
    }
}
