package org.morango.discovery;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.morango.record.Ids;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens and announces on each link. If links or roots change, or the machine has slept, all stations are opened anew,
 * under a new id: so nobody can follow a machine from network to network. Used by the searching thread.
 */
final class Stations implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Stations.class);

    /** A step that comes so late shows that the machine has slept, and may have lost its groups. */
    private static final Duration SLEPT = Duration.ofSeconds(30);

    /** Stations that fail, or are flooded, are opened again after this time. */
    private static final Duration SETTLED = Duration.ofSeconds(10);

    private static final Duration REFRESHED = Duration.ofMinutes(1);

    private final LocalPeersSettings settings;
    private final Air air;
    private final Directory directory;
    private final Air.Ear ear;
    private final Clock clock;
    private final RandomGenerator random;
    private final Map<Link, Air.Station> open = new LinkedHashMap<>();
    /** Links on which no station could be opened the last time. */
    private final Set<Link> failed = new HashSet<>();

    private List<Link> links = List.of();
    private Set<String> roots = Set.of();
    private String id = "";
    private Instant last;
    private Instant opened = Instant.MIN;
    private Instant refreshed = Instant.MIN;

    Stations(
            LocalPeersSettings settings,
            Air air,
            Directory directory,
            Air.Ear ear,
            Clock clock,
            RandomGenerator random) {
        this.settings = settings;
        this.air = air;
        this.directory = directory;
        this.ear = ear;
        this.clock = clock;
        this.random = random;
        this.last = clock.instant();
    }

    /** Returns the id under which this peer is announced; null if it is not. */
    @Nullable
    String announcedId() {
        return settings.port() == null || open.isEmpty() ? null : id;
    }

    /** Opens all stations anew if something has changed, and those that are spent or have failed after a while. */
    void check(Set<String> newRoots) {
        Instant now = clock.instant();
        boolean hasSlept = Duration.between(last, now).abs().compareTo(SLEPT) > 0;
        last = now;
        List<Link> newLinks = newRoots.isEmpty() ? List.of() : air.links();
        if (hasSlept || !newLinks.equals(links) || !newRoots.equals(roots)) {
            close();
            links = newLinks;
            failed.retainAll(links);
            roots = newRoots;
            id = Ids.random(random);
            directory.restart(roots, id, links.stream().map(Link::name).collect(Collectors.toSet()));
            openMissing(now);
        } else {
            closeSpent();
            if (Duration.between(refreshed, now).compareTo(REFRESHED) > 0) {
                refreshed = now;
                open.values().forEach(Air.Station::refresh);
            }
            if (open.size() < links.size() && Duration.between(opened, now).compareTo(SETTLED) > 0) {
                openMissing(now);
            }
        }
    }

    private void closeSpent() {
        for (Link link : links) {
            Air.Station station = open.get(link);
            if (station != null && station.isSpent()) {
                LOG.info("The search on {} pauses, because it has failed or is flooded", link.name());
                open.remove(link);
                directory.confirm(link.name());
                station.close();
            }
        }
    }

    private void openMissing(Instant now) {
        opened = now;
        refreshed = now;
        Integer port = settings.port();
        Announcement own = port == null ? null : Announcement.of(id, settings.path(), roots);
        for (Link link : links) {
            if (!open.containsKey(link)) {
                open(link, own, port == null ? 0 : port);
            }
        }
    }

    private void open(Link link, @Nullable Announcement own, int port) {
        try {
            open.put(link, air.open(link, own, port, ear));
            failed.remove(link);
            LOG.info(
                    "Peers are searched on {} ({}/{}); this one is {}",
                    link.name(),
                    link.address().getHostAddress(),
                    link.prefix(),
                    own == null ? "not announced" : "announced");
        } catch (IOException | RuntimeException e) {
            if (failed.add(link)) {
                LOG.warn("No peers can be searched on {}, which is tried again: {}", link.name(), e.toString());
            }
        }
    }

    @Override
    public void close() {
        List<Air.Station> closed = new ArrayList<>(open.values());
        open.clear();
        closed.forEach(Air.Station::close);
    }
}
