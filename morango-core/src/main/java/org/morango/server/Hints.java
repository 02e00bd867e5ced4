package org.morango.server;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.morango.common.Alarm;
import org.morango.internal.binding.Hint;
import org.morango.internal.transfer.PeerBacklog;
import org.morango.internal.trust.Revocations;
import org.morango.internal.trust.Trust;
import org.morango.replica.ChangeFeed;
import org.morango.replica.Replica;
import org.morango.session.SyncSession;
import org.morango.session.TransferSession;
import org.morango.session.TransferStage;
import org.morango.settings.PeerSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listeners of this server, and the thread that tells them: of records that they lack, that the connection works,
 * and when their stream ends. If the application has operations at the stage serializing, which belongs to a transfer,
 * its changes are told once a transfer has serialized them. Thread-safe.
 */
final class Hints implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Hints.class);

    /** How often it is looked which heartbeats are due. */
    private static final Duration TICK = Duration.ofMillis(500);

    private final Replica replica;
    private final PeerSettings settings;
    private final Revocations revocations;
    private final Trust trust;
    private final Map<String, HintStream> streams = new ConcurrentHashMap<>();
    private final Alarm alarm;
    private boolean hasChanged;
    private boolean isClosed;
    private @Nullable ExecutorService thread;
    private ChangeFeed.@Nullable Registration registration;

    Hints(Replica replica, PeerSettings settings) {
        this.replica = replica;
        this.settings = settings;
        this.alarm = settings.pause().alarm();
        this.revocations = new Revocations(replica, settings);
        this.trust = new Trust(replica.certificates(), settings);
    }

    /**
     * Adds a listener. A stream that the session had before ends.
     *
     * @throws Refusal if there are too many
     */
    void add(HintStream stream) {
        String session = stream.session().id();
        if (streams.size() >= settings.live().maxListeners() && !streams.containsKey(session)) {
            throw Refusal.busy("This server has too many listeners.", 60);
        }
        synchronized (this) {
            if (isClosed) {
                throw Refusal.busy("This server is about to end.", 1);
            }
            start();
        }
        // What is here by now, the client gets by its next sync. The rest is told.
        PeerBacklog backlog = stream.backlog();
        backlog.add(new PeerBacklog.Look(replica, List.of(backlog)).held(backlog));
        stream.onGone(() -> streams.remove(session, stream));
        HintStream before = streams.put(session, stream);
        if (before != null) {
            before.add(Hint.AGAIN);
        }
        changed();
    }

    private void start() {
        if (thread == null) {
            ExecutorService started = settings.threads().pool("morango-hints", 1);
            thread = started;
            registration = replica.changes().listen(this::changed);
            started.execute(this::run);
        }
    }

    private synchronized void changed() {
        hasChanged = true;
        alarm.ring();
    }

    /** Notes what a client states that it holds, so that it is not told of its own changes. */
    void stated(TransferSession transfer) {
        HintStream stream = streams.get(transfer.syncSessionId());
        if (stream != null) {
            stream.backlog().add(transfer.clientFsic());
        }
    }

    /** Ends the stream of a session that was closed. */
    void closed(String sessionId) {
        HintStream stream = streams.remove(sessionId);
        if (stream != null) {
            stream.add(Hint.OVER);
        }
    }

    /** Returns the number of listeners. */
    int size() {
        return streams.size();
    }

    /** Returns the ids of the listeners' certificates. */
    Set<String> listening() {
        return streams.values().stream()
                .map(stream -> stream.session().clientCertificateId())
                .collect(Collectors.toUnmodifiableSet());
    }

    private void run() {
        try {
            while (await()) {
                tick();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for changes, or until heartbeats may be due. Returns false when the server ends. */
    private boolean await() throws InterruptedException {
        alarm.await(TICK);
        synchronized (this) {
            if (isClosed || !hasChanged) {
                return !isClosed;
            }
        }
        // More commits may follow at once.
        settings.pause().pause(settings.live().gatherFor());
        return true;
    }

    private void tick() {
        boolean look;
        synchronized (this) {
            look = hasChanged;
            hasChanged = false;
        }
        try {
            if (look) {
                endRevoked();
                tell();
            }
            beat(settings.clock().instant());
        } catch (RuntimeException e) {
            LOG.warn("Listeners could not be told of changes, and are told later: {}", e.getMessage());
            LOG.debug("Listeners could not be told of changes", e);
            // Tried again with the next tick, not at once.
            synchronized (this) {
                hasChanged = look;
            }
            pause();
        }
    }

    private void pause() {
        try {
            settings.pause().pause(TICK);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Tells those who lack records. */
    private void tell() {
        List<HintStream> present = List.copyOf(streams.values());
        if (present.isEmpty()) {
            return;
        }
        Set<String> serialized = new LinkedHashSet<>();
        for (HintStream stream : present) {
            PeerBacklog backlog = stream.backlog();
            if (settings.operations(TransferStage.SERIALIZING).isEmpty()
                    && serialized.add(backlog.profile())
                    && replica.hasChanges(backlog.profile())) {
                replica.serialize(backlog.profile(), backlog.filter());
            }
        }
        PeerBacklog.Look look = new PeerBacklog.Look(
                replica, present.stream().map(HintStream::backlog).toList());
        Set<PeerBacklog> behind = look.behind();
        for (HintStream stream : present) {
            if (behind.contains(stream.backlog())) {
                stream.add(Hint.NEWS);
                // It is told once: its next sync gets everything that is here now.
                stream.backlog().add(look.held(stream.backlog()));
            }
        }
    }

    /** Ends the streams of sessions that a revocation has ended. */
    private void endRevoked() {
        Map<String, String> digests = new HashMap<>();
        for (HintStream stream : streams.values()) {
            String digest = digests.computeIfAbsent(stream.rootId(), revocations::digest);
            if (!digest.equals(stream.revoked())) {
                stream.revoked(digest);
                if (!isActive(stream.session()) || isRevoked(stream.session())) {
                    end(stream);
                }
            }
        }
    }

    private boolean isActive(SyncSession session) {
        return replica.sessions()
                .syncSession(session.id())
                .filter(SyncSession::active)
                .isPresent();
    }

    /** The session itself is ended only after the revocation is known. */
    private boolean isRevoked(SyncSession session) {
        return Stream.of(session.clientCertificateId(), session.serverCertificateId())
                .anyMatch(id -> !trust.isValid(replica.certificates().chain(id)));
    }

    private void end(HintStream stream) {
        streams.remove(stream.session().id(), stream);
        stream.add(Hint.OVER);
    }

    private void beat(Instant now) {
        Duration interval = settings.live().heartbeat();
        for (HintStream stream : streams.values()) {
            if (!stream.ends().isAfter(now)) {
                streams.remove(stream.session().id(), stream);
                stream.add(Hint.AGAIN);
            } else if (!stream.nextBeat().isAfter(now)
                    || Duration.between(now, stream.nextBeat()).compareTo(interval) > 0) {
                stream.nextBeat(now.plus(interval));
                if (isActive(stream.session())) {
                    stream.add(Hint.BEAT);
                } else {
                    end(stream);
                }
            }
        }
    }

    /** Ends all streams; their clients may come again at once. No others are accepted. */
    @Override
    public void close() {
        synchronized (this) {
            isClosed = true;
            alarm.ring();
            if (registration != null) {
                registration.close();
            }
            if (thread != null) {
                thread.shutdown();
            }
        }
        streams.values().forEach(stream -> stream.add(Hint.AGAIN));
        streams.clear();
    }
}
