package org.morango.it.conflict;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.Entity;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.morango.hibernate.mapping.OnConflict;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;
import org.morango.hibernate.report.ConflictingRecord;
import org.morango.testkit.Convergence;
import org.morango.testkit.Peers;
import org.morango.testkit.TestPeer;
import org.morango.testkit.TestPeers;

/** A record that is made again at one peer, while another one has deleted the former record. */
@Peers(
        entities = {
            RecordMadeAgainTest.KeepOurs.class,
            RecordMadeAgainTest.Latest.class,
            RecordMadeAgainTest.FieldByField.class
        },
        count = 3)
class RecordMadeAgainTest {

    /** Base of the entities with the three strategies. */
    @jakarta.persistence.MappedSuperclass
    abstract static class Note extends SyncableEntity {
        String root;
        String slug;
        String text;
        long at;

        @Override
        protected String partition() {
            return root + ":n";
        }

        @Override
        protected String sourceId() {
            return slug;
        }
    }

    @Entity(name = "KeepOurs")
    @Syncable(profile = "p", model = "ours")
    static class KeepOurs extends Note {}

    @Entity(name = "Latest")
    @Syncable(profile = "p", model = "latest", onConflict = OnConflict.LATEST, latestBy = "at")
    static class Latest extends Note {}

    @Entity(name = "FieldByField")
    @Syncable(profile = "p", model = "fields", onConflict = OnConflict.FIELD_BY_FIELD)
    static class FieldByField extends Note {}

    private static final String AGAIN = "made again";

    /** The entities with strategies other than the default. */
    private static final List<String> OTHERS = List.of("Latest", "FieldByField");

    /** An entity for each strategy. Their records go through the same syncs. */
    private static final List<String> STRATEGIES = List.of("KeepOurs", "Latest", "FieldByField");

    /** Returns the id of the root certificate: that of the peer without a parent certificate. */
    private static String root(TestPeer peer) {
        return peer.morango()
                .certificates()
                .chain(peer.certificate().id())
                .get(0)
                .id();
    }

    private static void make(TestPeer peer, String model, String key, String text, long at) {
        String root = root(peer);
        peer.inTransaction(em -> {
            Note note = switch (model) {
                case "KeepOurs" -> new KeepOurs();
                case "Latest" -> new Latest();
                default -> new FieldByField();
            };
            note.root = root;
            note.slug = key;
            note.text = text;
            note.at = at;
            em.persist(note);
        });
    }

    private static void delete(TestPeer peer, String model, String key) {
        peer.inTransaction(em -> em.createQuery("delete from " + model + " n where n.slug = :key")
                .setParameter("key", key)
                .executeUpdate());
    }

    private static List<String> texts(TestPeer peer, String model, String key) {
        return peer.fromTransaction(
                em -> em.createQuery("select n.text from " + model + " n where n.slug = :key", String.class)
                        .setParameter("key", key)
                        .getResultList());
    }

    private static void makeEach(TestPeer peer, List<String> models, String text, long at) {
        models.forEach(model -> make(peer, model, "k", text, at));
    }

    private static void deleteEach(TestPeer peer, List<String> models) {
        models.forEach(model -> delete(peer, model, "k"));
    }

    private static void assertEach(TestPeers peers, List<String> models, String text) {
        for (TestPeer peer : peers) {
            for (String model : models) {
                assertThat(texts(peer, model, "k")).as(model).containsExactly(text);
            }
        }
    }

    /**
     * The default strategy does the same as Python Morango: a change that is not synced yet is the later one; otherwise
     * the deletion stays. With the others the record is there whatever the order.
     */
    @ParameterizedTest
    @CsvSource({"false, true", "false, false", "true, true", "true, false"})
    void itIsThereEverywhereWhateverTheOrder(boolean knewItBefore, boolean pullsFirst, TestPeers peers) {
        TestPeer server = peers.get(0);
        TestPeer deleting = peers.get(1);
        TestPeer making = peers.get(2);
        makeEach(deleting, STRATEGIES, "old life", 1);
        deleting.syncWith(server);
        if (knewItBefore) {
            making.syncWith(server);
            deleteEach(making, STRATEGIES);
        }
        deleteEach(deleting, STRATEGIES);
        deleting.syncWith(server);
        makeEach(making, STRATEGIES, AGAIN, 99);
        if (pullsFirst) {
            making.pull(server);
        }
        making.push(server);
        making.pull(server);
        deleting.syncWith(server);
        making.syncWith(server);
        assertEach(peers, pullsFirst ? STRATEGIES : OTHERS, AGAIN);
        if (!pullsFirst) {
            for (TestPeer peer : List.of(server, deleting, making)) {
                assertThat(texts(peer, "KeepOurs", "k")).isEmpty();
            }
        }
        Convergence.assertSame(peers);
    }

    @Test
    void whoeverKnowsOfTheDeletionWins(TestPeers peers) {
        TestPeer server = peers.get(0);
        TestPeer deleting = peers.get(1);
        TestPeer making = peers.get(2);
        makeEach(deleting, STRATEGIES, "old life", 50);
        deleting.syncWith(server);
        making.syncWith(server);
        deleteEach(deleting, STRATEGIES);
        deleting.syncWith(server);
        making.syncWith(server);
        makeEach(making, STRATEGIES, AGAIN, 1);
        making.push(server);
        deleting.syncWith(server);
        making.syncWith(server);
        assertEach(peers, STRATEGIES, AGAIN);
        Convergence.assertSame(peers);
    }

    /** The deletion arrives while the former record is still there, at a peer that has made the record on its own. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void deletionOfOneLifeMayMeetAnotherLifeOrWhatWasMadeOfBoth(boolean lifeFirst, TestPeers peers) {
        TestPeer server = peers.get(0);
        TestPeer deleting = peers.get(1);
        TestPeer making = peers.get(2);
        makeEach(deleting, OTHERS, "old life", 1);
        deleting.syncWith(server);
        deleteEach(deleting, OTHERS);
        deleting.pull(server);
        makeEach(making, OTHERS, AGAIN, 99);
        for (TestPeer peer : lifeFirst ? List.of(making, deleting) : List.of(deleting, making)) {
            peer.push(server);
        }
        for (int i = 0; i < 2; i++) {
            deleting.syncWith(server);
            making.syncWith(server);
        }
        assertEach(peers, OTHERS, AGAIN);
        Convergence.assertSame(peers);
    }

    @Test
    void editsAreLatestOrLoseByTheDeletion(TestPeer server, TestPeer tablet) {
        for (String model : List.of("KeepOurs", "Latest", "FieldByField")) {
            make(server, model, "k", "old", 5);
            tablet.syncWith(server);
            delete(server, model, "k");
            tablet.inTransaction(em -> em.createQuery("update " + model + " n set n.text = 'edit', n.at = 6")
                    .executeUpdate());
            tablet.push(server);
            tablet.syncWith(server);
            List<String> expected = model.equals("Latest") ? List.of("edit") : List.of();
            assertThat(texts(server, model, "k")).as(model).isEqualTo(expected);
            assertThat(texts(tablet, model, "k")).as(model).isEqualTo(expected);
        }
        Convergence.assertSame(server, tablet);
        List<ConflictingRecord> kept = server.morango().conflicts().list(10);
        assertThat(kept)
                .filteredOn(conflict -> conflict.deleted())
                .hasSize(2)
                .allSatisfy(conflict -> assertThat(
                                conflict.current().json().get("text").stringValue() + conflict.lost())
                        .contains("edit"));
    }
}
