package org.morango.testkit.simulation;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.morango.Peer;
import org.morango.replica.CertificateStore;
import org.morango.replica.Instance;
import org.morango.replica.Replica;
import org.morango.replica.ReplicaException;
import org.morango.replica.SessionStore;
import org.morango.server.MorangoEndpoints;

/** A run of the program on a peer's database. It loses everything outside the database when it dies. */
final class SimulatedProcess {
    private final SimulatedPeer on;
    private final Scheduler scheduler;
    private final List<SessionStore.Ownership> owned = new ArrayList<>();
    private final Peer peer;
    private @Nullable MorangoEndpoints endpoints;
    private boolean dead;

    SimulatedProcess(SimulatedPeer on, Scheduler scheduler) {
        this.on = on;
        this.scheduler = scheduler;
        this.peer = Peer.on(guarded(Replica.class, on.database().replica()), on.settings(this));
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
        boolean operates = !List.of("instance", "idRule", "certificates", "invitations", "sessions", "syncLog")
                .contains(method.getName());
        if (operates) {
            scheduler.offer();
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
}
