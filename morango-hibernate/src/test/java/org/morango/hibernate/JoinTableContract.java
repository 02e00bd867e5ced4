package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.JoinTable;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OneToOne;
import jakarta.persistence.SecondaryTable;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.morango.hibernate.mapping.Syncable;
import org.morango.replica.DeserializeResult;

/** References that are in tables of their own. */
abstract class JoinTableContract {
    private final TestDatabase database;
    private SmallPeer here;
    private SmallPeer there;

    JoinTableContract(TestDatabase database) {
        this.database = database;
    }

    @Entity(name = "Shelf")
    @Syncable(profile = "p", model = "shelf")
    static class Shelf {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        String name;

        @OneToMany(mappedBy = "shelf")
        Set<Volume> volumes = new HashSet<>();

        protected Shelf() {}

        Shelf(String name) {
            this.name = name;
        }
    }

    @Entity(name = "Volume")
    @SecondaryTable(name = "VolumeOrigin")
    @Syncable(profile = "p", model = "volume")
    static class Volume {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        String name;

        @ManyToOne(fetch = FetchType.LAZY)
        @JoinTable(name = "VolumeShelf")
        Shelf shelf;

        @OneToOne(optional = false, fetch = FetchType.LAZY)
        @JoinTable(name = "VolumeCover")
        Cover cover;

        @ManyToOne(fetch = FetchType.LAZY)
        @JoinTable(name = "VolumeBefore")
        Volume before;

        @ManyToOne(fetch = FetchType.LAZY)
        @JoinColumn(table = "VolumeOrigin")
        Shelf origin;

        @Column(table = "VolumeOrigin")
        String story;

        protected Volume() {}

        Volume(String name, Cover cover) {
            this.name = name;
            this.cover = cover;
        }
    }

    @Entity(name = "Cover")
    @Syncable(profile = "p", model = "cover")
    static class Cover {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        String name;

        @OneToOne(mappedBy = "cover", fetch = FetchType.LAZY)
        Volume volume;

        protected Cover() {}

        Cover(String name) {
            this.name = name;
        }
    }

    @BeforeEach
    void open() {
        here = SmallPeer.on(database, Shelf.class, Volume.class, Cover.class);
        there = SmallPeer.on(database, Shelf.class, Volume.class, Cover.class);
        there.run(session -> {
            Shelf shelf = new Shelf("theirs");
            Cover cover = new Cover("theirs");
            Volume volume = new Volume("theirs", cover);
            volume.shelf = shelf;
            List.of(shelf, cover, volume).forEach(session::persist);
        });
        here.run(session -> {
            Shelf high = new Shelf("high");
            Shelf low = new Shelf("low");
            Cover red = new Cover("red");
            Cover blue = new Cover("blue");
            Volume first = new Volume("first", red);
            first.shelf = high;
            first.origin = low;
            Volume second = new Volume("second", blue);
            second.before = first;
            List.of(high, low, red, blue, first, second).forEach(session::persist);
        });
    }

    @AfterEach
    void close() {
        here.close();
        there.close();
    }

    private DeserializeResult send() {
        here.serialize();
        DeserializeResult result = here.sync(there);
        assertThat(there.reasons()).isEmpty();
        return result;
    }

    private void change(Consumer<Volume> change) {
        here.run(session -> change.accept(session.createSelectionQuery("from Volume where name = 'first'", Volume.class)
                .getSingleResult()));
    }

    private static List<String> volumes(SmallPeer peer) {
        return peer.get(session -> session.createSelectionQuery(
                        "select v.name || ' ' || c.name || ' ' || coalesce(s.name, '-') || ' ' || coalesce(b.name, '-') || ' '"
                                + " || coalesce(o.name, '-') from Volume v left join v.cover c left join v.shelf s left join"
                                + " v.before b left join v.origin o where v.name <> 'theirs' order by v.name",
                        String.class)
                .getResultList());
    }

    @Test
    void referencesArriveUnderTheKeysOfTheReceiver() {
        assertThat(send()).isEqualTo(new DeserializeResult(6, 0, 0));
        assertThat(volumes(there))
                .containsExactly("first red high - low", "second blue - first -")
                .isEqualTo(volumes(here));
        assertThat(there.notes()).hasSize(0);
        assertThat(here.store("volume"))
                .allMatch(row -> row.serialized().contains("\"shelf_id\":")
                        && row.serialized().contains("\"cover_id\":\""));
    }

    @Test
    void changedReferencesTravel() {
        send();
        change(first -> {
            first.shelf = first.origin;
            first.origin = null;
        });
        assertThat(send()).isEqualTo(new DeserializeResult(1, 0, 0));
        assertThat(volumes(there)).containsExactly("first red low - -", "second blue - first -");
        change(first -> {
            first.shelf = null;
            first.before = first;
        });
        assertThat(send()).isEqualTo(new DeserializeResult(1, 0, 0));
        assertThat(volumes(there)).containsExactly("first red - first -", "second blue - first -");
        assertThat(there.replica().rescan(SmallPeer.PROFILE).changed()).isZero();
    }

    @Test
    void referenceThatIsChangedBySqlIsFound() {
        send();
        here.run(session ->
                session.createNativeMutationQuery("delete from VolumeShelf").executeUpdate());
        send();
        assertThat(volumes(there)).containsExactly("first red - - low", "second blue - first -");
    }

    @Test
    void rowsGoWithTheRowsToWhichTheyRefer() {
        send();
        there.serialize();
        there.sync(here);
        here.run(session -> {
            session.createMutationQuery("delete from Volume where name = 'second'")
                    .executeUpdate();
            Volume first = session.createSelectionQuery("from Volume where name = 'first'", Volume.class)
                    .getSingleResult();
            Shelf high = first.shelf;
            first.shelf = null;
            session.flush();
            session.remove(high);
        });
        there.run(session -> session.createMutationQuery("update Volume set name = 'changed' where name = 'first'")
                .executeUpdate());
        there.serialize();
        assertThat(send().failed()).isZero();
        assertThat(there.count(Shelf.class)).isEqualTo(2);
        assertThat(there.reasons()).isEmpty();
    }

    @Test
    void rowsThatReferToADeletedRowAreDeleted() {
        send();
        there.run(session -> {
            Volume late = new Volume(
                    "late",
                    session.createSelectionQuery("from Cover where name = 'theirs'", Cover.class)
                            .getSingleResult());
            session.createMutationQuery("delete from Volume where name = 'theirs'")
                    .executeUpdate();
            late.shelf = session.createSelectionQuery("from Shelf where name = 'low'", Shelf.class)
                    .getSingleResult();
            session.persist(late);
        });
        there.serialize();
        change(first -> first.origin = null);
        here.run(session -> session.createMutationQuery("delete from Shelf where name = 'low'")
                .executeUpdate());
        send();
        assertThat(volumes(there)).containsExactly("first red high - -", "second blue - first -");
        assertThat(there.count(Shelf.class)).isEqualTo(2);
        there.serialize();
        there.sync(here);
        assertThat(volumes(here)).isEqualTo(volumes(there));
    }
}
