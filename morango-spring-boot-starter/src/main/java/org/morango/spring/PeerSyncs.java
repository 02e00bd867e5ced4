package org.morango.spring;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.morango.client.SyncResult;
import org.morango.common.MorangoException;
import org.morango.hibernate.Morango;
import org.morango.internal.renewal.PeerCertificate;
import org.morango.live.ContinuousSync;
import org.morango.live.SyncPhase;
import org.morango.live.SyncState;
import org.morango.live.SyncTarget;
import org.morango.replica.SyncLog;
import org.morango.settings.PeerSettings;
import org.springframework.context.SmartLifecycle;

/**
 * Syncs with the peers of {@code morango.peers} while the application runs. Only one node of the application syncs with
 * a peer at a time. Safe for use by many threads.
 */
public final class PeerSyncs implements SmartLifecycle {
    private final Map<String, SyncTarget> targets = new LinkedHashMap<>();
    private final Morango morango;
    private final PeerSettings settings;
    private final MorangoEvents events;
    private volatile Map<String, ContinuousSync> running = Map.of();

    PeerSyncs(List<SyncTarget> targets, Morango morango, PeerSettings settings, MorangoEvents events) {
        targets.forEach(target -> this.targets.put(target.name(), target));
        this.morango = morango;
        this.settings = settings;
        this.events = events;
    }

    /**
     * Returns the syncs of the properties, on the application's persistence unit.
     *
     * @param customizer changes the target of each peer
     */
    public static PeerSyncs of(
            MorangoProperties properties,
            Morango morango,
            PeerSettings settings,
            MorangoEvents events,
            BiConsumer<String, SyncTarget.Builder> customizer) {
        return new PeerSyncs(new PeerTargets(properties, events, customizer).all(), morango, settings, events);
    }

    @Override
    public synchronized void start() {
        if (!running.isEmpty()) {
            return;
        }
        Map<String, ContinuousSync> started = new LinkedHashMap<>();
        targets.forEach((name, target) -> {
            ContinuousSync sync = morango.keepInSync(target);
            sync.onChange(state -> events.state(name, state));
            started.put(name, sync);
        });
        running = started;
    }

    /** Ends all of them at once, because each may have a transfer to finish. */
    @Override
    public synchronized void stop() {
        Map<String, ContinuousSync> ending = running;
        running = Map.of();
        if (!ending.isEmpty()) {
            ExecutorService closing = settings.threads().pool("morango-closing", ending.size());
            CompletableFuture.allOf(ending.values().stream()
                            .map(sync -> CompletableFuture.runAsync(sync::close, closing))
                            .toArray(CompletableFuture[]::new))
                    .join();
            closing.shutdown();
        }
    }

    @Override
    public boolean isRunning() {
        return !running.isEmpty();
    }

    /** Returns the peers' names. */
    public Set<String> names() {
        return Set.copyOf(targets.keySet());
    }

    /**
     * Returns the sync with a peer, to pause it, to wait for its first sync, and so on. It is closed when the application
     * ends.
     *
     * @throws MorangoException if there is no such peer, or the application is starting or ending
     */
    public ContinuousSync get(String peer) {
        target(peer);
        return Optional.ofNullable(running.get(peer))
                .orElseThrow(() -> new MorangoException(
                        "The syncs with peers begin when the application has started, and end before it does.",
                        Map.of("peer", peer)));
    }

    /**
     * Syncs everything with a peer now, and returns when that has ended.
     *
     * @throws MorangoException if there is no such peer, another node is syncing with it, or the sync fails; the next
     *     sync resumes a session that was cut off
     */
    public SyncResult sync(String peer) {
        try {
            return get(peer).syncNow().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                // It was made by another thread.
                failure.addSuppressed(new MorangoException("The sync with " + peer + " was requested here."));
                throw failure;
            }
            throw e;
        }
    }

    /** Returns the state of the syncs with each peer, in the order of the properties. */
    public List<PeerStatus> status() {
        return targets.values().stream().map(this::status).toList();
    }

    private PeerStatus status(SyncTarget target) {
        ContinuousSync sync = running.get(target.name());
        SyncLog.Entry entry = morango.replica().syncLog().read(target.name());
        PeerCertificate.Life certificate = new PeerCertificate(
                        target.name(),
                        target.certificate().orElse(null),
                        morango.replica().certificates(),
                        settings,
                        settings.live().renewAt())
                .life();
        SyncState state = sync == null
                ? new SyncState(SyncPhase.CLOSED, settings.clock().instant(), null, null, null, 0, 0)
                : sync.state();
        return new PeerStatus(
                target.name(),
                target.url(),
                state.phase(),
                state.since(),
                state.reason(),
                latest(entry.lastSucceeded(), state.lastSynced()),
                state.received(),
                state.sent(),
                certificate.expires(),
                certificate.renewalDue(),
                entry.renewalError());
    }

    private static @Nullable Instant latest(@Nullable Instant one, @Nullable Instant other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.isAfter(other) ? one : other;
    }

    private SyncTarget target(String name) {
        SyncTarget target = targets.get(name);
        if (target == null) {
            throw new MorangoException("None of morango.peers has the name " + name + ".", Map.of("peer", name));
        }
        return target;
    }
}
