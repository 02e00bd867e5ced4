package org.morango.spring;

import jakarta.persistence.EntityManagerFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.jspecify.annotations.Nullable;
import org.morango.client.ConnectionException;
import org.morango.client.SyncConnection;
import org.morango.common.MorangoException;
import org.morango.common.Threads;
import org.morango.hibernate.Morango;
import org.morango.hibernate.internal.store.Database;
import org.morango.settings.PeerSettings;
import org.morango.spring.event.PeerSyncEvent;
import org.morango.spring.event.SyncOutcome;
import org.morango.spring.internal.ScheduledSyncRow;
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
    private final MorangoEvents events;
    private final Function<MorangoProperties.Peer, PeerCertificate> certificates;
    private final Set<SyncLog.Lease> running = ConcurrentHashMap.newKeySet();

    PeerSyncs(
            List<MorangoProperties.Peer> peers,
            Morango morango,
            SyncLog log,
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
        this.log = log;
        this.events = events;
        this.certificates = certificates;
    }

    /** Returns the syncs of the properties, on the application's persistence unit. */
    public static PeerSyncs of(
            MorangoProperties properties,
            Morango morango,
            PeerSettings settings,
            MorangoEvents events,
            EntityManagerFactory factory) {
        Database database = new Database(factory.unwrap(SessionFactoryImplementor.class), settings);
        return new PeerSyncs(
                properties.peers(),
                morango,
                new SyncLog(database, settings.clock(), properties.schedule().lease()),
                events,
                peer -> new PeerCertificate(
                        peer, morango.certificates(), properties.schedule().renewAt(), settings.clock()));
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
        return log.begin(log.read(peer))
                .map(lease -> run(config, lease))
                .orElseThrow(() ->
                        new MorangoException("A sync with " + peer + " is running already.", Map.of("peer", peer)));
    }

    /** Returns the state of the syncs with each peer, in the order of the properties. */
    public List<PeerStatus> status() {
        return peers.values().stream().map(this::status).toList();
    }

    private PeerStatus status(MorangoProperties.Peer peer) {
        ScheduledSyncRow row = log.read(peer.label());
        PeerCertificate.Life certificate = certificates.apply(peer).life();
        return new PeerStatus(
                peer.label(),
                peer.url(),
                log.isRunning(row),
                row.lastStarted,
                row.lastFinished,
                row.lastSucceeded,
                due(peer, row),
                row.received,
                row.sent,
                row.failures,
                row.error,
                certificate.expires(),
                certificate.renewalDue(),
                row.renewalError);
    }

    /** Returns the peers that are due, on whichever node. */
    List<String> due() {
        Instant now = log.now();
        return peers.values().stream()
                .filter(peer -> peer.interval() != null)
                .filter(peer -> {
                    ScheduledSyncRow row = log.read(peer.label());
                    Instant due = due(peer, row);
                    return due != null && !due.isAfter(now) && !log.isRunning(row);
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
        ScheduledSyncRow row = log.read(name);
        Instant due = due(peer, row);
        if (due == null || due.isAfter(log.now())) {
            return false;
        }
        Optional<SyncLog.Lease> lease = log.begin(row);
        if (lease.isEmpty()) {
            return false;
        }
        try {
            run(peer, lease.get());
        } catch (RuntimeException e) {
            // A device may be offline for days; only the first failure is a warning.
            boolean again = row.failures > 0 && SyncConnection.isUnreachable(e);
            LOG.atLevel(again ? Level.DEBUG : Level.WARN)
                    .log("The sync with {} has failed, and is tried again: {}", name, e.getMessage());
            LOG.debug("The sync with {} has failed", name, e);
            return true;
        }
        if (row.failures > 0) {
            LOG.info("The sync with {} works again", name);
        }
        return true;
    }

    /** Renews the leases of the syncs that this node is running. */
    void renewLeases() {
        running.forEach(log::renew);
    }

    private static @Nullable Instant due(MorangoProperties.Peer peer, ScheduledSyncRow row) {
        Duration interval = peer.interval();
        if (interval == null) {
            return null;
        }
        if (row.lastStarted == null) {
            return Instant.EPOCH;
        }
        boolean sooner = !row.succeeded && peer.retryInterval().compareTo(interval) < 0;
        return row.lastStarted.plus(sooner ? peer.retryInterval() : interval);
    }

    private SyncOutcome run(MorangoProperties.Peer peer, SyncLog.Lease lease) {
        running.add(lease);
        SyncOutcome outcome;
        try {
            events.publish(new PeerSyncEvent.Started(peer.label()));
            PeerSync sync = new PeerSync(morango, peer, log, lease, events, certificates.apply(peer));
            sync.run();
            outcome = new SyncOutcome(
                    peer.label(), sync.received(), sync.sent(), Duration.between(lease.started(), log.now()));
            log.succeeded(lease, outcome);
        } catch (RuntimeException e) {
            tell(e, lease);
            throw e;
        } finally {
            running.remove(lease);
        }
        events.tell(new PeerSyncEvent.Succeeded(outcome));
        return outcome;
    }

    private void tell(RuntimeException failure, SyncLog.Lease lease) {
        try {
            log.failed(lease, failure);
        } catch (RuntimeException e) {
            // The database may be the cause of the failure.
            failure.addSuppressed(e);
        }
        events.tell(new PeerSyncEvent.Failed(lease.peer(), failure));
    }

    private MorangoProperties.Peer peer(String name) {
        MorangoProperties.Peer peer = peers.get(name);
        if (peer == null) {
            throw new MorangoException("None of morango.peers has the name " + name + ".", Map.of("peer", name));
        }
        return peer;
    }
}
