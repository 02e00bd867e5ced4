package org.morango.it.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.Entity;
import jakarta.persistence.EntityManagerFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.morango.common.MorangoException;
import org.morango.hibernate.Conflicts;
import org.morango.hibernate.Morango;
import org.morango.hibernate.mapping.OnConflict;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;
import org.morango.hibernate.report.ConflictingRecord;
import org.morango.merge.ConflictResolver;
import org.morango.settings.PeerSettings;
import org.morango.testkit.Convergence;
import org.morango.testkit.Peers;
import org.morango.testkit.TestPeer;
import org.morango.testkit.TestPeers;

/** The code of docs/conflicts.md compiles, does what the page says, and is the same in this test. */
@Peers(
        entities = {Remark.class, Stock.class, Lesson.class},
        count = 4)
class ConflictExamplesTest {

    static Morango withResolver(EntityManagerFactory entityManagerFactory, PeerSettings settings) {
        Morango morango = Morango.builder(entityManagerFactory)
                .settings(settings)
                .onConflict(Lesson.class, ConflictResolver.latestBy("changed_at"))
                .build();
        return morango;
    }

    static Morango withFunction(EntityManagerFactory entityManagerFactory) {
        Morango morango = Morango.builder(entityManagerFactory)
                .onConflict(Stock.class, (ours, theirs, context) -> {
                    int before = context.ancestor().map(Stock::count).orElse(0);
                    ours.setCount(ours.count() + theirs.count() - before);
                    return ours;
                })
                .build();
        return morango;
    }

    interface Screen {
        void show(String recordId, String ours, String theirs, String merged);
    }

    static Morango withListener(EntityManagerFactory entityManagerFactory, Screen screen) {
        Morango morango = Morango.builder(entityManagerFactory)
                .conflictListener(conflict ->
                        screen.show(conflict.recordId(), conflict.ours(), conflict.theirs(), conflict.merged()))
                .build();
        return morango;
    }

    static void decide(Morango morango) {
        Conflicts conflicts = morango.conflicts();
        for (ConflictingRecord conflict : conflicts.list(20)) {
            Remark current = conflict.current().as(Remark.class);
            Remark lost = conflict.lost().get(0).as(Remark.class);
            if (lost.text().length() > current.text().length()) {
                conflicts.resolve(conflict, lost);
            } else {
                conflicts.dismiss(conflict);
            }
        }
    }

    @Test
    void latestStaysAndTheLongerOneIsTakenBack(TestPeer school, TestPeer tablet) {
        String id = remark(school, "old");
        tablet.syncWith(school);
        change(school, id, "a long remark", 1);
        change(tablet, id, "short", 2);
        tablet.syncWith(school);
        Convergence.assertSame(school, tablet);
        assertThat(text(school, id)).isEqualTo("short");

        decide(school.morango());
        assertThat(text(school, id)).isEqualTo("a long remark");
        tablet.syncWith(school);
        Convergence.assertSame(school, tablet);
        assertThat(tablet.morango().conflicts().list(10)).isEmpty();
    }

    @Test
    void attributesChangedOnDifferentSidesStay(TestPeer school, TestPeer tablet) {
        String id = stock(school, tablet);
        school.inTransaction(entities -> entities.find(Stock.class, id).setCount(3));
        tablet.inTransaction(entities -> entities.find(Stock.class, id).setPlace("cellar"));
        tablet.syncWith(school);
        Convergence.assertSame(school, tablet);
        Stock both = school.find(Stock.class, id).orElseThrow();
        assertThat(both.count()).isEqualTo(3);
        assertThat(both.place()).isEqualTo("cellar");
    }

    private static String stock(TestPeer school, TestPeer tablet) {
        String id = school.fromTransaction(entities -> {
            Stock stock = new Stock(school.certificate().id());
            stock.setCount(10);
            entities.persist(stock);
            return stock.getId();
        });
        tablet.syncWith(school);
        return id;
    }

    @Test
    void functionAddsUpAndListenerHears(TestPeers peers, TestPeer school, TestPeer tablet) {
        String id = stock(school, tablet);
        school.inTransaction(entities -> entities.find(Stock.class, id).setCount(7));
        tablet.inTransaction(entities -> entities.find(Stock.class, id).setCount(15));
        Morango adding = withFunction(tablet.entityManagerFactory());
        try (var connection = adding.connect(school.url());
                var client = connection.openSession(tablet.certificate())) {
            client.pull();
            client.push();
        }
        Convergence.assertSame(school, tablet);
        assertThat(school.find(Stock.class, id).orElseThrow().count()).isEqualTo(12);

        String other = remark(school, "old");
        tablet.syncWith(school);
        change(school, other, "one", 2);
        change(tablet, other, "two", 1);
        List<String> heard = new ArrayList<>();
        Morango listening =
                withListener(tablet.entityManagerFactory(), (record, ours, theirs, merged) -> heard.add(record));
        try (var connection = listening.connect(school.url());
                var client = connection.openSession(tablet.certificate())) {
            client.pull();
        }
        assertThat(heard).containsExactly(other);
        assertThat(text(tablet, other)).isEqualTo("one");
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void latestOfAllStaysWhateverTheOrderOfSyncs(long seed, TestPeers peers) {
        Random random = new Random(seed);
        String id = remark(peers.get(0), "old");
        for (int i = 1; i < peers.size(); i++) {
            peers.get(i).syncWith(peers.get(0));
        }
        for (int step = 1; step <= 15; step++) {
            TestPeer peer = peers.get(random.nextInt(peers.size()));
            TestPeer other = peers.get(random.nextInt(peers.size()));
            change(peer, id, "change " + step, step);
            if (peer != other) {
                switch (random.nextInt(3)) {
                    case 0 -> peer.pull(other);
                    case 1 -> peer.push(other);
                    default -> peer.syncWith(other);
                }
            }
        }
        for (int round = 0; round < 2; round++) {
            for (int i = 1; i < peers.size(); i++) {
                peers.get(i).syncWith(peers.get(i - 1));
            }
        }
        for (int i = peers.size() - 1; i > 0; i--) {
            peers.get(i).syncWith(peers.get(i - 1));
        }
        for (int i = 1; i < peers.size(); i++) {
            peers.get(i).syncWith(peers.get(i - 1));
        }
        Convergence.assertSame(peers);
        assertThat(text(peers.get(0), id)).as("seed " + seed).isEqualTo("change 15");
    }

    private static String remark(TestPeer peer, String text) {
        return peer.fromTransaction(entities -> {
            Remark remark = new Remark(peer.certificate().id(), text);
            entities.persist(remark);
            return remark.getId();
        });
    }

    private static void change(TestPeer peer, String id, String text, long second) {
        peer.inTransaction(entities -> entities.find(Remark.class, id)
                .change(text, Instant.parse("2026-01-01T00:00:00Z").plusSeconds(second)));
    }

    private static String text(TestPeer peer, String id) {
        return peer.find(Remark.class, id).orElseThrow().text();
    }

    /** An entity without an attribute of that name. */
    @Entity
    @Syncable(profile = "school", model = "broken", onConflict = OnConflict.LATEST, latestBy = "changed_at")
    public static class Broken extends SyncableEntity {
        Instant changedAt = Instant.EPOCH;

        @Override
        protected String partition() {
            return "p";
        }
    }

    @Test
    void latestBySomethingThatIsNotThereIsRefused() {
        try (SessionFactory factory = new Configuration()
                .addAnnotatedClass(Broken.class)
                .setProperty("hibernate.connection.url", "jdbc:h2:mem:broken")
                .setProperty("hibernate.hbm2ddl.auto", "create")
                .buildSessionFactory()) {
            assertThatThrownBy(() -> Morango.on(factory))
                    .isInstanceOf(MorangoException.class)
                    .hasMessageContaining("Broken")
                    .hasMessageContaining("changed_at");
        }
    }

    @Test
    void ruleForSomethingElseIsRefused(TestPeer school) {
        assertThatThrownBy(() -> Morango.builder(school.entityManagerFactory())
                        .onConflict(Broken.class, ConflictResolver.keepOurs())
                        .build())
                .isInstanceOf(MorangoException.class)
                .hasMessageContaining("Broken");
    }
}
