package org.morango.discovery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.morango.certificate.Certificate;

/**
 * The peers that were announced, in a bounded number, the first heard first. Nobody can fill it alone: an address and an
 * announced id have few places each. Thread-safe.
 */
final class Directory {
    /** Most places of one address, and of one announced id. */
    private static final int MOST_ALIKE = 4;

    private static final int MOST_ADDRESSES = 256;
    private static final int SHARE = 10;

    /** After the stations were opened anew, announcements arrive within a few seconds. */
    private static final Duration CONFIRMED = Duration.ofMinutes(1);

    private final LocalPeersSettings settings;
    private final Clock clock;
    private final RateLimit rate;
    private final Map<String, RateLimit> addresses = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, RateLimit> eldest) {
            return size() > MOST_ADDRESSES;
        }
    };
    private final Map<Key, KnownPeer> known = new LinkedHashMap<>();
    private Set<String> roots = Set.of();
    private String ownId = "";

    Directory(LocalPeersSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.rate = new RateLimit(settings.announcementsPerMinute(), clock);
    }

    private record Key(String url, String rootId) {}

    /**
     * The stations are about to be opened anew: what is known has to be heard again.
     *
     * @param newRoots the roots whose peers are of interest
     * @param id the id of this peer's own announcement
     * @param links the names of the links that are left
     */
    synchronized void restart(Set<String> newRoots, String id, Set<String> links) {
        roots = Set.copyOf(newRoots);
        ownId = id;
        links.forEach(this::confirm);
        known.values().stream().filter(peer -> !links.contains(peer.link())).forEach(KnownPeer::ended);
        known.values().forEach(KnownPeer::hurry);
    }

    /** A link is about to be listened to anew. */
    synchronized void confirm(String link) {
        Instant confirmBefore = clock.instant().plus(CONFIRMED);
        known.values().stream()
                .filter(peer -> peer.link().equals(link))
                .forEach(peer -> peer.confirmBefore(confirmBefore));
    }

    /** Notes an announcement, if it is of interest and there is room. Returns whether it is new. */
    synchronized boolean hear(Heard heard) {
        List<String> common = heard.announcement().rootsAmong(roots);
        if (common.isEmpty() || heard.announcement().id().equals(ownId) || !isAllowed(heard)) {
            return false;
        }
        boolean isNew = false;
        for (String root : common) {
            Key key = new Key(heard.url(), root);
            KnownPeer peer = known.get(key);
            if (peer != null) {
                peer.heard(heard);
            } else if (hasRoomFor(heard, root)) {
                known.put(key, new KnownPeer(heard, root));
                isNew = true;
            }
        }
        return isNew;
    }

    private boolean isAllowed(Heard heard) {
        RateLimit ofAddress = addresses.computeIfAbsent(
                heard.address().getHostAddress(),
                address -> new RateLimit(Math.max(1, settings.announcementsPerMinute() / SHARE), clock));
        return ofAddress.take() && rate.take();
    }

    private boolean hasRoomFor(Heard heard, String root) {
        List<KnownPeer> ofRoot = known.values().stream()
                .filter(peer -> peer.rootId().equals(root))
                .toList();
        String address = heard.address().getHostAddress();
        if (count(ofRoot, address, true) >= MOST_ALIKE
                || count(ofRoot, heard.announcement().id(), false) >= MOST_ALIKE) {
            return false;
        }
        return known.size() < settings.maxKnown() || dropUnproven();
    }

    private static long count(Collection<KnownPeer> peers, String text, boolean isAddress) {
        return peers.stream()
                .filter(peer -> text.equals(isAddress ? peer.address() : peer.id()))
                .count();
    }

    private boolean dropUnproven() {
        Iterator<KnownPeer> each = known.values().iterator();
        while (each.hasNext()) {
            if (each.next().isUnproven()) {
                each.remove();
                return true;
            }
        }
        return false;
    }

    /** Notes that an announcement has ended. */
    synchronized void end(String link, String service) {
        known.values().stream().filter(peer -> peer.isOf(link, service)).forEach(KnownPeer::ended);
    }

    synchronized boolean isAnnounced(KnownPeer peer) {
        return peer.isAnnounced(clock.instant());
    }

    synchronized String id(KnownPeer peer) {
        return peer.id();
    }

    synchronized boolean isOfInterest(KnownPeer peer) {
        return roots.contains(peer.rootId());
    }

    /** Notes that a peer has proven itself. Returns false if it was dropped meanwhile. */
    synchronized boolean proven(KnownPeer peer, Certificate certificate) {
        boolean isKnown = known.containsValue(peer);
        if (isKnown) {
            peer.proven(certificate, clock.instant());
        }
        return isKnown;
    }

    synchronized void remove(KnownPeer peer) {
        known.values().remove(peer);
    }

    synchronized List<KnownPeer> all() {
        return new ArrayList<>(known.values());
    }
}
