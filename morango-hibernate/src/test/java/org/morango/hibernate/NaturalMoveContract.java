package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Consumer;
import org.hibernate.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.morango.hibernate.clinic.Bed;
import org.morango.hibernate.clinic.Station;

/** The values of a row change from which the id of its record follows. */
abstract class NaturalMoveContract extends ClinicContract {
    NaturalMoveContract(ReplicaContract.Peers peers) {
        super(peers);
    }

    @AfterEach
    void withoutSettings() {
        here.restart();
        there.restart();
    }

    static List<String> texts(TestPeer peer, String query) {
        return peer.get(
                session -> session.createSelectionQuery(query, String.class).getResultList());
    }

    Long key(TestPeer peer, Class<?> entity) {
        return peer.get(
                session -> session.createSelectionQuery("select e.id from " + entity.getName() + " e", Long.class)
                        .getSingleResult());
    }

    static String recordId(TestPeer peer, Class<?> entity, Object key) {
        return peer.replica().rows().recordId(entity, key).orElseThrow();
    }

    static void station(TestPeer peer, Consumer<Station> change) {
        peer.run(session -> change.accept(only(session, Station.class)));
    }

    static Bed bed(Session session, String label) {
        return session.createSelectionQuery("from Bed b where b.label = :label", Bed.class)
                .setParameter("label", label)
                .getSingleResult();
    }

    static void label(TestPeer peer, String before, String after) {
        peer.run(session -> bed(session, before).label = after);
    }

    /** Both have a station of the north, under numbers that differ. */
    String shared() {
        there.run(session -> session.persist(new Station("west", "skipped")));
        there.run(session -> session.remove(only(session, Station.class)));
        there.serialize();
        here.run(session -> session.persist(new Station("north", "A")));
        here.sync(there);
        assertThat(there.count(Station.class)).isEqualTo(1);
        return recordId(here, Station.class, key(here, Station.class));
    }

    static List<String> stations(TestPeer peer) {
        return texts(peer, "select s.site || ' ' || s.name from Station s order by s.name");
    }

    void assertSettled(TestPeer... peers) {
        for (TestPeer peer : peers) {
            assertThat(peer.pending()).isEmpty();
            assertThat(peer.replica().heldBack().first(10)).isEmpty();
        }
    }

    @Test
    void naturalValuesMayChange() {
        shared();
        here.run(session -> session.persist(new Bed(only(session, Station.class), "1")));
        here.sync(there);
        Long theirs = key(there, Bed.class);
        here.run(session -> only(session, Bed.class).label = "2");
        here.sync(there);
        assertThat(key(there, Bed.class)).isEqualTo(theirs);
        assertThat(texts(there, "select b.label from Bed b")).containsExactly("2");
        here.run(session -> only(session, Bed.class).label = "1");
        here.sync(there);
        assertThat(key(there, Bed.class)).isEqualTo(theirs);
        assertThat(texts(there, "select b.label from Bed b")).containsExactly("1");
        assertThat(recordId(there, Bed.class, theirs)).isEqualTo(recordId(here, Bed.class, key(here, Bed.class)));
        assertSettled(here, there);
    }

    @Test
    void rowsMayExchangeTheirIdentities() {
        shared();
        here.run(session ->
                List.of("1", "2", "4").forEach(label -> session.persist(new Bed(only(session, Station.class), label))));
        here.sync(there);
        label(here, "1", "3");
        label(here, "2", "1");
        label(here, "3", "2");
        here.run(session -> bed(session, "2").note = "was 1");
        here.run(session -> bed(session, "1").note = "was 2");
        here.sync(there);
        for (TestPeer peer : List.of(here, there)) {
            assertThat(texts(peer, "select b.label || coalesce(b.note, '') from Bed b order by b.label"))
                    .containsExactly("1was 2", "2was 1", "4");
        }
        assertSettled(here, there);

        // Each takes the place of the next, and the last one takes a new one.
        label(here, "4", "5");
        label(here, "2", "4");
        label(here, "1", "2");
        here.sync(there);
        for (TestPeer peer : List.of(here, there)) {
            assertThat(texts(peer, "select b.label || coalesce(b.note, '') from Bed b order by b.label"))
                    .containsExactly("2was 2", "4was 1", "5");
        }
        assertSettled(here, there);
        assertThat(here.store().stream().filter(row -> row.modelName.equals("bed") && !row.deleted))
                .extracting(row -> row.id)
                .containsExactlyElementsOf(there.store().stream()
                        .filter(row -> row.modelName.equals("bed") && row.localKey != null)
                        .map(row -> row.id)
                        .toList());
    }

    @Test
    void bothMoveItAndOneMovesItBack() {
        shared();
        here.run(session -> session.persist(new Bed(only(session, Station.class), "1")));
        here.sync(there);
        label(here, "1", "2");
        here.serialize();
        label(there, "1", "2");
        there.serialize();
        label(there, "2", "1");
        there.serialize();
        for (int i = 0; i < 3; i++) {
            here.sync(there);
            there.sync(here);
        }
        List<String> settled = versions(here);
        assertThat(versions(there)).isEqualTo(settled);
        here.sync(there);
        there.sync(here);
        assertThat(versions(here)).isEqualTo(settled);
        assertThat(texts(there, "select b.label from Bed b"))
                .hasSize(1)
                .isEqualTo(texts(here, "select b.label from Bed b"));
        assertSettled(here, there);
    }

    private static List<String> versions(TestPeer peer) {
        return peer.store().stream()
                .map(row -> row.id + " " + row.lastSavedInstance + ":" + row.lastSavedCounter)
                .sorted()
                .toList();
    }

    @Test
    void rowDoesNotTakeThePlaceOfAnotherOne() {
        shared();
        here.run(session ->
                List.of("1", "2").forEach(label -> session.persist(new Bed(only(session, Station.class), label))));
        here.serialize();
        // The record of the other row is another program's mistake.
        here.run(session -> session.createNativeMutationQuery("update Bed set label = '3' where label = '2'")
                .executeUpdate());
        here.run(session ->
                session.createMutationQuery("delete from MorangoOutboxRow").executeUpdate());
        label(here, "1", "2");
        here.serialize();
        assertThat(here.replica().heldBack().first(5))
                .singleElement()
                .satisfies(row -> assertThat(row.reason()).contains("the record of row"));
        here.replica().rescan(Bed.class);
        here.replica().retryHeldBack();
        here.sync(there);
        assertThat(texts(there, "select b.label from Bed b order by b.label")).containsExactly("2", "3");
        assertSettled(here, there);
    }
}
