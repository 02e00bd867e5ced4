package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import jakarta.persistence.UniqueConstraint;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.hibernate.Session;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.hibernate.mapping.Identity;
import org.morango.hibernate.mapping.OnConflict;
import org.morango.hibernate.mapping.Syncable;
import org.morango.record.Filter;

/** Three peers move, change and delete the same things, and sync some partitions at a time. */
class RandomMovesTest {
    private static final List<String> SITES = List.of("north", "south", "east");
    private static final int STEPS = 40;
    private static final Class<?>[] ENTITIES = {Site.class, Room.class, Ticket.class};

    private static List<SmallPeer> peers = List.of();

    /** A thing that moves when it comes to another place. Its tag says for the test which one it is. */
    @Entity(name = "Site")
    @Syncable(
            profile = SmallPeer.PROFILE,
            model = "site",
            partition = "${root}:sites:${place}:",
            onConflict = OnConflict.FIELD_BY_FIELD)
    static class Site {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        String tag;
        String place;
        Integer number;

        protected Site() {}

        Site(String tag, String place) {
            this.tag = tag;
            this.place = place;
        }
    }

    /** A thing that moves with the one that it refers to. */
    @Entity(name = "Room")
    @Table(uniqueConstraints = @UniqueConstraint(columnNames = {"site_id", "label"}))
    @Syncable(
            profile = SmallPeer.PROFILE,
            model = "room",
            identity = Identity.NATURAL,
            natural = {"site", "label"},
            partition = "${root}:rooms:${site}:",
            onConflict = OnConflict.FIELD_BY_FIELD)
    static class Room {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        @ManyToOne(optional = false, fetch = FetchType.LAZY)
        Site site;

        String label;
        Integer number;

        protected Room() {}

        Room(Site site, String label) {
            this.site = site;
            this.label = label;
        }
    }

    /** A thing that refers to one that moves, and stays. */
    @Entity(name = "Ticket")
    @Syncable(profile = SmallPeer.PROFILE, model = "ticket", partition = "${root}:tickets:")
    static class Ticket {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        String tag;

        @ManyToOne(optional = false, fetch = FetchType.LAZY)
        Site site;

        protected Ticket() {}

        Ticket(String tag, Site site) {
            this.tag = tag;
            this.site = site;
        }
    }

    static LongStream seeds() {
        return LongStream.range(RandomRuns.seed(), RandomRuns.seed() + RandomRuns.count(10, 300));
    }

    @BeforeAll
    static void start() {
        peers = Stream.generate(() -> new SmallPeer(ENTITIES)).limit(3).toList();
    }

    @AfterAll
    static void close() {
        peers.forEach(SmallPeer::close);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void peersAgreeAndNothingIsThereTwice(long seed) {
        new Run(seed).run();
    }

    /** Shows a later time at each look. */
    private static final class Ticking extends Clock {
        private long millis;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(++millis);
        }
    }

    /** One sequence of random steps. */
    private static final class Run {
        private final Random random;
        private final Clock clock = new Ticking();
        private final Set<String> deleted = new HashSet<>();
        private final Set<String> tickets = new TreeSet<>();
        private final Set<String> made = new TreeSet<>();

        Run(long seed) {
            random = new Random(seed);
            for (int i = 0; i < peers.size(); i++) {
                peers.get(i).clear(100 * i + 1);
                peers.get(i).restart(seed * peers.size() + i, clock);
            }
        }

        void run() {
            for (int step = 0; step < STEPS; step++) {
                step(any(peers));
            }
            // Enough for a change to reach all, to be settled there and to come back.
            for (int round = 0; round < 6; round++) {
                for (SmallPeer from : peers) {
                    peers.stream().filter(to -> to != from).forEach(from::sync);
                }
            }
            check();
        }

        private <T> T any(List<T> list) {
            return list.get(random.nextInt(list.size()));
        }

        private void step(SmallPeer peer) {
            switch (random.nextInt(12)) {
                case 0 ->
                    peer.run(session -> {
                        String tag = "site" + made.size();
                        made.add(tag);
                        session.persist(new Site(tag, any(SITES)));
                    });
                case 1 -> change(peer, site -> site.number = random.nextInt(100));
                case 2, 3 -> change(peer, site -> site.place = any(SITES));
                case 4 ->
                    peer.run(session -> {
                        List<Site> sites = sites(session);
                        if (!sites.isEmpty()) {
                            addRoom(session, any(sites));
                        }
                    });
                case 5 ->
                    peer.run(session -> {
                        List<Site> sites = sites(session);
                        if (!sites.isEmpty()) {
                            String tag = "ticket" + tickets.size();
                            tickets.add(tag);
                            session.persist(new Ticket(tag, any(sites)));
                        }
                    });
                case 6 ->
                    peer.run(session -> {
                        List<Room> rooms = session.createSelectionQuery("from Room r order by r.id", Room.class)
                                .getResultList();
                        if (!rooms.isEmpty()) {
                            any(rooms).number = random.nextInt(100);
                        }
                    });
                case 7 -> remove(peer);
                default -> sync(peer);
            }
        }

        private static List<Site> sites(Session session) {
            return session.createSelectionQuery("from Site s order by s.id", Site.class)
                    .getResultList();
        }

        private void change(SmallPeer peer, Consumer<Site> change) {
            peer.run(session -> {
                List<Site> sites = sites(session);
                if (!sites.isEmpty()) {
                    change.accept(any(sites));
                }
            });
        }

        private void addRoom(Session session, Site site) {
            String label = "r" + random.nextInt(2);
            boolean isNew = session.createSelectionQuery(
                            "from Room r where r.site = :site and r.label = :label", Room.class)
                    .setParameter("site", site)
                    .setParameter("label", label)
                    .getResultList()
                    .isEmpty();
            if (isNew) {
                session.persist(new Room(site, label));
            }
        }

        /** Removes a thing with all that refers to it, as an application does. */
        private void remove(SmallPeer peer) {
            peer.run(session -> {
                List<Site> sites = sites(session);
                if (!sites.isEmpty() && random.nextInt(3) == 0) {
                    Site site = any(sites);
                    deleted.add(site.tag);
                    for (String entity : List.of("Ticket", "Room")) {
                        session.createSelectionQuery("from " + entity + " x where x.site = :site", Object.class)
                                .setParameter("site", site)
                                .getResultList()
                                .forEach(session::remove);
                    }
                    session.flush();
                    session.remove(site);
                }
            });
        }

        private void sync(SmallPeer from) {
            SmallPeer to = any(peers);
            if (to == from) {
                from.serialize();
            } else if (random.nextBoolean()) {
                from.sync(to);
            } else {
                String root = SmallPeer.ROOT.id();
                List<String> some = IntStream.range(0, SITES.size())
                        .filter(i -> random.nextBoolean())
                        .mapToObj(i -> root + ":sites:" + SITES.get(i) + ":")
                        .toList();
                from.sync(
                        to,
                        some.isEmpty()
                                ? Filter.of(root + ":rooms:", root + ":tickets:")
                                : Filter.of(some.toArray(String[]::new)));
            }
        }

        private void check() {
            List<String> first = state(peers.get(0));
            for (SmallPeer peer : peers) {
                assertThat(pending(peer)).isEmpty();
                assertThat(peer.replica().heldBack().first(5)).isEmpty();
                assertThat(state(peer)).isEqualTo(first);
                assertThat(tags(peer)).doesNotHaveDuplicates();
                assertThat(records(peer)).isEqualTo(records(peers.get(0)));
            }
            Set<String> kept = new TreeSet<>(made);
            kept.removeAll(deleted);
            // By the strategy, a later change of the same thing may overrule its deletion.
            assertThat(tags(peers.get(0))).containsAll(kept);
        }

        private static List<String> pending(SmallPeer peer) {
            return peer.get(session -> session.createSelectionQuery(
                            "select p.modelName || ' ' || p.id || ': ' || coalesce(p.reason, '') from MorangoPendingRow p",
                            String.class)
                    .getResultList());
        }

        private static List<String> tags(SmallPeer peer) {
            return peer.get(session -> session.createSelectionQuery("select s.tag from Site s", String.class)
                    .getResultList());
        }

        private static List<String> state(SmallPeer peer) {
            return peer.get(session -> Stream.of(
                            "select s.tag || ' in ' || s.place || ' ' || coalesce(cast(s.number as string), '') from Site s",
                            "select r.label || ' of ' || r.site.tag || ' ' || coalesce(cast(r.number as string), '') from Room r",
                            "select t.tag || ' for ' || t.site.tag from Ticket t")
                    .flatMap(query -> session.createSelectionQuery(query, String.class).getResultList().stream())
                    .sorted()
                    .toList());
        }

        private static List<String> records(SmallPeer peer) {
            return peer.get(
                    session -> session.createSelectionQuery("from MorangoStoreRow s order by s.id", StoreRow.class)
                            .getResultStream()
                            .map(row -> row.id + " " + row.modelName + " " + row.deleted + " " + row.partition)
                            .toList());
        }
    }
}
