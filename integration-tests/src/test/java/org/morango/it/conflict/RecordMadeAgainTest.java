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

    /**
     * The default strategy does the same as Python Morango: a change that is not synced yet is the later one; otherwise
     * the deletion stays.
     */
    @ParameterizedTest
    @CsvSource({
        "KeepOurs, false, true, true",
        "KeepOurs, false, false, false",
        "KeepOurs, true, true, true",
        "KeepOurs, true, false, false",
        "Latest, false, true, true",
        "Latest, false, false, true",
        "Latest, true, true, true",
        "Latest, true, false, true",
        "FieldByField, false, true, true",
        "FieldByField, false, false, true",
        "FieldByField, true, true, true",
        "FieldByField, true, false, true"
    })
    void itIsThereEverywhereWhateverTheOrder(
            String model, boolean knewItBefore, boolean pullsFirst, boolean isThere, TestPeers peers) {
        TestPeer server = peers.get(0);
        TestPeer deleting = peers.get(1);
        TestPeer making = peers.get(2);
        make(deleting, model, "k", "old life", 1);
        deleting.syncWith(server);
        if (knewItBefore) {
            making.syncWith(server);
            delete(making, model, "k");
        }
        delete(deleting, model, "k");
        deleting.syncWith(server);
        make(making, model, "k", AGAIN, 99);
        if (pullsFirst) {
            making.pull(server);
        }
        making.push(server);
        making.pull(server);
        deleting.syncWith(server);
        making.syncWith(server);
        for (TestPeer peer : List.of(server, deleting, making)) {
            assertThat(texts(peer, model, "k")).isEqualTo(isThere ? List.of(AGAIN) : List.of());
        }
        Convergence.assertSame(peers);
    }

    @ParameterizedTest
    @ValueSource(strings = {"KeepOurs", "Latest", "FieldByField"})
    void whoeverKnowsOfTheDeletionWins(String model, TestPeers peers) {
        TestPeer server = peers.get(0);
        TestPeer deleting = peers.get(1);
        TestPeer making = peers.get(2);
        make(deleting, model, "k", "old life", 50);
        deleting.syncWith(server);
        making.syncWith(server);
        delete(deleting, model, "k");
        deleting.syncWith(server);
        making.syncWith(server);
        make(making, model, "k", AGAIN, 1);
        making.push(server);
        deleting.syncWith(server);
        making.syncWith(server);
        for (TestPeer peer : List.of(server, deleting, making)) {
            assertThat(texts(peer, model, "k")).containsExactly(AGAIN);
        }
        Convergence.assertSame(peers);
    }

    /** The deletion arrives while the former record is still there, at a peer that has made the record on its own. */
    @ParameterizedTest
    @CsvSource({"Latest, true", "Latest, false", "FieldByField, true", "FieldByField, false"})
    void deletionOfOneLifeMayMeetAnotherLifeOrWhatWasMadeOfBoth(String model, boolean lifeFirst, TestPeers peers) {
        TestPeer server = peers.get(0);
        TestPeer deleting = peers.get(1);
        TestPeer making = peers.get(2);
        make(deleting, model, "k", "old life", 1);
        deleting.syncWith(server);
        delete(deleting, model, "k");
        deleting.pull(server);
        make(making, model, "k", AGAIN, 99);
        for (TestPeer peer : lifeFirst ? List.of(making, deleting) : List.of(deleting, making)) {
            peer.push(server);
        }
        for (int i = 0; i < 2; i++) {
            deleting.syncWith(server);
            making.syncWith(server);
        }
        for (TestPeer peer : List.of(server, deleting, making)) {
            assertThat(texts(peer, model, "k")).containsExactly(AGAIN);
        }
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
