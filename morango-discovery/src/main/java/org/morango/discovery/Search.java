package org.morango.discovery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.morango.Peer;
import org.morango.certificate.Certificate;
import org.morango.discovery.LocalPeer.State;
import org.morango.internal.trust.OwnCertificates;
import org.morango.live.ContinuousSync;
import org.morango.live.SyncPhase;
import org.morango.live.SyncTarget;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what to do about each announced peer, step by step. A peer is asked for a proof first. Then the one of the two
 * with the lower id keeps in sync with the other. The other one leads as well if nothing comes in for some time. Used by
 * the searching thread.
 */
final class Search implements AutoCloseable, Proofs.Answers {
    private static final Logger LOG = LoggerFactory.getLogger(Search.class);

    /** A certificate may be new for us, and any other thread may have added it. */
    private static final Duration ROOTS_READ = Duration.ofSeconds(5);

    /** A sync begins only after a proof that is not older. */
    private static final Duration FRESH = Duration.ofMinutes(1);

    private final Peer peer;
    private final LocalPeersSettings settings;
    private final Clock clock;
    private final Directory directory;
    private final Stations stations;
    private final Proofs proofs;
    private final OwnCertificates own;
    private final Work work;
    private Map<String, Certificate> roots = Map.of();
    /** The certificates of this database, which its other servers prove. */
    private Set<String> owned = Set.of();

    private Instant nextRoots = Instant.MIN;
    /** The certificates with whose holders this step has found a sync, to be made or running. */
    private final Set<String> taken = new HashSet<>();

    Search(Peer peer, LocalPeersSettings settings, Air air, Runnable wake) {
        this.peer = peer;
        this.settings = settings;
        this.clock = peer.settings().clock();
        this.directory = new Directory(settings, clock);
        this.stations = new Stations(
                settings,
                air,
                directory,
                ear(directory, wake),
                clock,
                peer.settings().random());
        this.work = new Work(peer.settings());
        this.proofs = new Proofs(peer, settings, work, wake);
        this.own = new OwnCertificates(peer.replica().certificates(), peer.settings());
    }

    private static Air.Ear ear(Directory directory, Runnable wake) {
        return new Air.Ear() {
            @Override
            public void heard(Heard heard) {
                if (directory.hear(heard)) {
                    wake.run();
                }
            }

            @Override
            public void ended(String link, String service) {
                directory.end(link, service);
            }
        };
    }

    /** Returns what is known after the last step, in the order in which it was heard. */
    List<LocalPeer> snapshot() {
        return directory.all().stream().map(KnownPeer::snapshot).toList();
    }

    /** Looks at everything once. */
    void step() {
        readRoots();
        stations.check(roots.keySet());
        proofs.collect(this);
        List<KnownPeer> all = directory.all();
        Set<String> kept = kept();
        Set<String> listening = peer.listening();
        taken.clear();
        for (KnownPeer known : all) {
            if (known.state() == State.LEADING) {
                follow(known, kept, listening);
            }
        }
        for (KnownPeer known : all) {
            if (known.state() != State.LEADING) {
                advance(known, kept, listening);
            }
        }
    }

    private void readRoots() {
        Instant now = clock.instant();
        if (nextRoots.isAfter(now)) {
            return;
        }
        nextRoots = now.plus(ROOTS_READ);
        Map<String, Certificate> read = new TreeMap<>(own.byRoot());
        if (!settings.roots().isEmpty()) {
            read.keySet().retainAll(settings.roots());
        }
        roots = read;
        owned = peer.certificates().owned().stream().map(Certificate::id).collect(Collectors.toUnmodifiableSet());
    }

    /** Returns the certificates of the servers with which the application itself keeps in sync. */
    private Set<String> kept() {
        Set<ContinuousSync> ours = directory.all().stream()
                .map(KnownPeer::sync)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        return peer.syncs().stream()
                .filter(sync -> !ours.contains(sync) && isGood(sync))
                .flatMap(sync -> sync.serverCertificate().stream())
                .collect(Collectors.toSet());
    }

    private static boolean isGood(ContinuousSync sync) {
        return switch (sync.state().phase()) {
            case CATCHING_UP, UP_TO_DATE, WAITING, ELSEWHERE, PAUSED -> true;
            case CONNECTING, OFFLINE, REFUSED, UPDATE_NEEDED_HERE, UPDATE_NEEDED_THERE, CLOSED -> false;
        };
    }

    /** Looks after a peer with which this side keeps in sync. */
    private void follow(KnownPeer known, Set<String> kept, Set<String> listening) {
        ContinuousSync sync = Objects.requireNonNull(known.sync());
        String certificate = certificateId(known);
        Instant now = clock.instant();
        if (isGood(sync)) {
            known.good(now);
        }
        boolean isAnnounced = directory.isAnnounced(known);
        boolean isOffline = sync.state().phase() == SyncPhase.OFFLINE;
        if (kept.contains(certificate)
                || sync.serverCertificate().filter(kept::contains).isPresent()) {
            end(known, State.NOT_NEEDED);
        } else if (listening.contains(certificate) && !leads(known)) {
            end(known, State.LED);
        } else if ((isOffline && !isAnnounced)
                || !directory.isOfInterest(known)
                || known.lastGood().plus(settings.unreachableFor()).isBefore(now)) {
            end(known, State.UNPROVEN);
            known.failed("The sync with " + known.url() + " has ended: it cannot be reached, or refuses.", now);
        } else {
            taken.add(certificate);
        }
    }

    private static String certificateId(KnownPeer known) {
        return Objects.requireNonNull(known.certificate()).id();
    }

    private void end(KnownPeer known, State next) {
        ContinuousSync sync = known.sync();
        known.sync(null);
        known.to(next);
        if (sync != null) {
            LOG.info("Keeping in sync with {} ends", sync.target());
            work.run(sync::close);
        }
    }

    private void advance(KnownPeer known, Set<String> kept, Set<String> listening) {
        if (!directory.isAnnounced(known) || !directory.isOfInterest(known)) {
            directory.remove(known);
        } else if (known.isProofDue(clock.instant())) {
            proofs.ask(known);
        } else if (!known.isUnproven()) {
            decide(known, kept, listening);
        }
    }

    @Override
    public void proven(KnownPeer known, Certificate certificate) {
        if (directory.proven(known, certificate)) {
            LOG.debug("{} has proven certificate {}", known.url(), certificate.id());
        }
    }

    @Override
    public void failed(KnownPeer known, String reason) {
        LOG.debug("{} has not proven that it belongs to root {}: {}", known.url(), known.rootId(), reason);
        known.failed(reason, clock.instant());
    }

    private void decide(KnownPeer known, Set<String> kept, Set<String> listening) {
        String certificate = certificateId(known);
        if (owned.contains(certificate) || kept.contains(certificate) || taken.contains(certificate)) {
            known.to(State.NOT_NEEDED);
            return;
        }
        taken.add(certificate);
        if (listening.contains(certificate)) {
            known.to(State.LED);
            return;
        }
        known.to(State.WAITING);
        Instant now = clock.instant();
        boolean isPatient = known.waitsSince(now).plus(settings.patience()).isAfter(now);
        if ((isPatient && !leads(known)) || syncs() >= settings.maxSyncs()) {
            return;
        }
        if (known.isProvenSince(now.minus(FRESH))) {
            lead(known);
        } else {
            known.to(State.FOUND);
        }
    }

    /** Returns whether this side is the one of the two that begins the sync. */
    private boolean leads(KnownPeer known) {
        @Nullable String id = stations.announcedId();
        return id == null || id.compareTo(directory.id(known)) < 0;
    }

    private long syncs() {
        return directory.all().stream().filter(known -> known.sync() != null).count();
    }

    private void lead(KnownPeer known) {
        Certificate mine = roots.get(known.rootId());
        Certificate theirs = Objects.requireNonNull(known.certificate());
        if (mine == null) {
            return;
        }
        SyncTarget target = SyncTarget.at(known.url())
                .name("local " + theirs.line())
                .certificate(mine.id())
                .build();
        known.sync(peer.keepInSync(target));
        known.to(State.LEADING);
        known.good(clock.instant());
        LOG.info("Keeps in sync with {}, which was found on the local network", target);
    }

    @Override
    public void close() {
        proofs.close();
        for (KnownPeer known : directory.all()) {
            end(known, State.NOT_NEEDED);
            directory.remove(known);
        }
        stations.close();
        work.close();
    }
}
