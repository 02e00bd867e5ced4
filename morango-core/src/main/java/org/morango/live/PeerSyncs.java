package org.morango.live;

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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.morango.client.SyncResult;
import org.morango.common.MorangoException;
import org.morango.internal.renewal.PeerCertificate;
import org.morango.replica.Replica;
import org.morango.replica.SyncLog;
import org.morango.settings.PeerSettings;

/**
 * The syncs of an application with its peers, which begin and end together. Only one node of the application syncs with
 * a peer at a time. Safe for use by many threads.
 */
public final class PeerSyncs {
    private final Map<String, SyncTarget> targets = new LinkedHashMap<>();
    private final Replica replica;
    private final PeerSettings settings;
    private final Function<SyncTarget, ContinuousSync> beginning;
    private final BiConsumer<String, SyncState> listener;
    private volatile Map<String, ContinuousSync> running = Map.of();

    /**
     * Describes the syncs; {@link #start} begins them.
     *
     * @param targets the peers
     * @param beginning begins one of them: {@code Peer.keepInSync}, so that the peer knows of it
     * @param listener receives each change of state with the peer's name: {@link ContinuousSync#onChange} says when
     * @throws MorangoException if two peers have one name
     */
    public PeerSyncs(
            List<SyncTarget> targets,
            Replica replica,
            PeerSettings settings,
            Function<SyncTarget, ContinuousSync> beginning,
            BiConsumer<String, SyncState> listener) {
        for (SyncTarget target : targets) {
            if (this.targets.put(target.name(), target) != null) {
                throw new MorangoException("Two peers have the name " + target.name() + ".");
            }
        }
        this.replica = replica;
        this.settings = settings;
        this.beginning = beginning;
        this.listener = listener;
    }

    /** Begins all of them. Has no effect if they have begun. */
    public synchronized void start() {
        if (!running.isEmpty()) {
            return;
        }
        Map<String, ContinuousSync> started = new LinkedHashMap<>();
        targets.forEach((name, target) -> {
            ContinuousSync sync = beginning.apply(target);
            sync.onChange(state -> listener.accept(name, state));
            started.put(name, sync);
        });
        running = started;
    }

    /** Ends all of them at once, because each may have a transfer to finish. They may begin again. */
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

    /** Returns whether they have begun, and have not ended. There are none of no peers. */
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

    /** Returns the state of the syncs with each peer, in the order in which they were described. */
    public List<PeerStatus> status() {
        return targets.values().stream().map(this::status).toList();
    }

    private PeerStatus status(SyncTarget target) {
        ContinuousSync sync = running.get(target.name());
        SyncLog.Entry entry = replica.syncLog().read(target.name());
        PeerCertificate.Life certificate = new PeerCertificate(
                        target.name(),
                        target.certificate().orElse(null),
                        replica.certificates(),
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
            throw new MorangoException(
                    "There is no peer of the name " + name + " among " + targets.keySet() + ".", Map.of("peer", name));
        }
        return target;
    }
}
