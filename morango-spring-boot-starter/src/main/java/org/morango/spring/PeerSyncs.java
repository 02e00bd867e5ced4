package org.morango.spring;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.morango.client.ConnectionException;
import org.morango.client.SyncConnection;
import org.morango.common.MorangoException;
import org.morango.common.Threads;
import org.morango.hibernate.Morango;
import org.morango.internal.renewal.PeerCertificate;
import org.morango.replica.CertificateStore;
import org.morango.replica.SyncLog;
import org.morango.settings.PeerSettings;
import org.morango.spring.event.PeerSyncEvent;
import org.morango.spring.event.SyncOutcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.context.SmartLifecycle;

/**
 * Syncs with the peers of {@code morango.peers}, on request or when they are due. Only one node of the application
 * syncs with a peer at a time. Safe for use by many threads.
 */
public final class PeerSyncs {
    private static final Logger LOG = LoggerFactory.getLogger(PeerSyncs.class);

    private final Map<String, MorangoProperties.Peer> peers = new LinkedHashMap<>();
    private final Morango morango;
    private final SyncLog log;
    private final Clock clock;
    private final Duration lease;
    private final MorangoEvents events;
    private final Function<MorangoProperties.Peer, PeerCertificate> certificates;
    private final Set<SyncLog.Lease> running = ConcurrentHashMap.newKeySet();

    PeerSyncs(
            List<MorangoProperties.Peer> peers,
            Morango morango,
            Clock clock,
            Duration lease,
            MorangoEvents events,
            Function<MorangoProperties.Peer, PeerCertificate> certificates) {
        for (int i = 0; i < peers.size(); i++) {
            MorangoProperties.Peer peer = peers.get(i);
            try {
                SyncConnection.checkAddress(peer.url());
            } catch (ConnectionException e) {
                throw new MorangoException("morango.peers[" + i + "].url is wrong: " + e.getMessage(), e);
            }
            this.peers.put(peer.label(), peer);
        }
        this.morango = morango;
        this.log = morango.replica().syncLog();
        this.clock = clock;
        this.lease = lease;
        this.events = events;
        this.certificates = certificates;
    }

    /** Returns the syncs of the properties, on the application's persistence unit. */
    public static PeerSyncs of(
            MorangoProperties properties, Morango morango, PeerSettings settings, MorangoEvents events) {
        CertificateStore certificates = morango.replica().certificates();
        double renewAt = properties.schedule().renewAt();
        return new PeerSyncs(
                properties.peers(),
                morango,
                settings.clock(),
                properties.schedule().lease(),
                events,
                peer -> new PeerCertificate(peer.label(), peer.certificate(), certificates, settings, renewAt));
    }

    /** Returns a scheduler that, once started, runs the syncs when they are due. */
    public SmartLifecycle scheduler(MorangoProperties.Schedule settings, Threads threads) {
        return new SyncScheduler(this, settings, threads);
    }

    /** Returns the peers' names. */
    public Set<String> names() {
        return Set.copyOf(peers.keySet());
    }

    /**
     * Syncs with a peer now, whether due or not, and returns when the sync has ended.
     *
     * @throws MorangoException if there is no such peer, another thread or node is syncing with it, or the sync fails;
     *     the next sync resumes a session that was cut off
     */
    public SyncOutcome sync(String peer) {
        MorangoProperties.Peer config = peer(peer);
        return log.begin(log.read(peer), lease, now())
                .map(lease -> run(config, lease))
                .orElseThrow(() ->
                        new MorangoException("A sync with " + peer + " is running already.", Map.of("peer", peer)));
    }

    /** Returns the state of the syncs with each peer, in the order of the properties. */
    public List<PeerStatus> status() {
        return peers.values().stream().map(this::status).toList();
    }

    private PeerStatus status(MorangoProperties.Peer peer) {
        SyncLog.Entry entry = log.read(peer.label());
        PeerCertificate.Life certificate = certificates.apply(peer).life();
        return new PeerStatus(
                peer.label(),
                peer.url(),
                entry.isHeld(now()),
                entry.lastStarted(),
                entry.lastFinished(),
                entry.lastSucceeded(),
                due(peer, entry),
                entry.received(),
                entry.sent(),
                entry.failures(),
                entry.error(),
                certificate.expires(),
                certificate.renewalDue(),
                entry.renewalError());
    }

    /** Returns the peers that are due, on whichever node. */
    List<String> due() {
        Instant now = now();
        return peers.values().stream()
                .filter(peer -> peer.interval() != null)
                .filter(peer -> {
                    SyncLog.Entry entry = log.read(peer.label());
                    Instant due = due(peer, entry);
                    return due != null && !due.isAfter(now) && !entry.isHeld(now);
                })
                .map(MorangoProperties.Peer::label)
                .toList();
    }

    /**
     * Syncs with a peer if it is still due; returns false if it is not, or another thread or node is syncing. Logs
     * failures.
     */
    boolean syncIfDue(String name) {
        MorangoProperties.Peer peer = peer(name);
        SyncLog.Entry entry = log.read(name);
        Instant now = now();
        Instant due = due(peer, entry);
        if (due == null || due.isAfter(now)) {
            return false;
        }
        Optional<SyncLog.Lease> held = log.begin(entry, lease, now);
        if (held.isEmpty()) {
            return false;
        }
        try {
            run(peer, held.get());
        } catch (RuntimeException e) {
            // A device may be offline for days; only the first failure is a warning.
            boolean again = entry.failures() > 0 && SyncConnection.isUnreachable(e);
            LOG.atLevel(again ? Level.DEBUG : Level.WARN)
                    .log("The sync with {} has failed, and is tried again: {}", name, e.getMessage());
            LOG.debug("The sync with {} has failed", name, e);
            return true;
        }
        if (entry.failures() > 0) {
            LOG.info("The sync with {} works again", name);
        }
        return true;
    }

    /** Renews the leases of the syncs that this node is running. */
    void renewLeases() {
        running.forEach(held -> log.renew(held, lease, now()));
    }

    private static @Nullable Instant due(MorangoProperties.Peer peer, SyncLog.Entry entry) {
        Duration interval = peer.interval();
        if (interval == null) {
            return null;
        }
        if (entry.lastStarted() == null) {
            return Instant.EPOCH;
        }
        boolean sooner = !entry.succeeded() && peer.retryInterval().compareTo(interval) < 0;
        return entry.lastStarted().plus(sooner ? peer.retryInterval() : interval);
    }

    private SyncOutcome run(MorangoProperties.Peer peer, SyncLog.Lease held) {
        running.add(held);
        SyncOutcome outcome;
        try {
            events.publish(new PeerSyncEvent.Started(peer.label()));
            PeerSync sync = new PeerSync(morango, peer, log, held, events, certificates.apply(peer));
            sync.run();
            Instant end = now();
            outcome =
                    new SyncOutcome(peer.label(), sync.received(), sync.sent(), Duration.between(held.started(), end));
            log.succeeded(held, outcome.received(), outcome.sent(), end);
            log.end(held, end);
        } catch (RuntimeException e) {
            tell(e, held);
            throw e;
        } finally {
            running.remove(held);
        }
        events.tell(new PeerSyncEvent.Succeeded(outcome));
        return outcome;
    }

    private void tell(RuntimeException failure, SyncLog.Lease held) {
        try {
            Instant end = now();
            log.failed(held, String.valueOf(failure.getMessage()), end);
            log.end(held, end);
        } catch (RuntimeException e) {
            // The database may be the cause of the failure.
            failure.addSuppressed(e);
        }
        events.tell(new PeerSyncEvent.Failed(held.peer(), failure));
    }

    private Instant now() {
        return clock.instant();
    }

    private MorangoProperties.Peer peer(String name) {
        MorangoProperties.Peer peer = peers.get(name);
        if (peer == null) {
            throw new MorangoException("None of morango.peers has the name " + name + ".", Map.of("peer", name));
        }
        return peer;
    }
}
