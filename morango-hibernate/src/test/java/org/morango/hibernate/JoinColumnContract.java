package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.CascadeType;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Inheritance;
import jakarta.persistence.InheritanceType;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.MapKey;
import jakarta.persistence.OneToMany;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.hibernate.mapping.SyncName;
import org.morango.hibernate.mapping.Syncable;
import org.morango.replica.DeserializeResult;

/** Collections that the rows of their elements keep. */
abstract class JoinColumnContract {
    private final TestDatabase database;
    private SmallPeer here;
    private SmallPeer there;

    JoinColumnContract(TestDatabase database) {
        this.database = database;
    }

    @Entity(name = "Cabinet")
    @Syncable(profile = "p", model = "cabinet")
    static class Cabinet {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        String name;

        @OneToMany(cascade = CascadeType.PERSIST)
        @JoinColumn(name = "cabinet_id")
        Set<Drawer> drawers = new HashSet<>();

        @OneToMany(cascade = CascadeType.ALL, orphanRemoval = true)
        @JoinColumn(name = "cabinet_id")
        @MapKey(name = "name")
        Map<String, Label> labels = new HashMap<>();

        protected Cabinet() {}

        Cabinet(String name) {
            this.name = name;
        }
    }

    @Entity(name = "Drawer")
    @Syncable(profile = "p", model = "drawer")
    static class Drawer {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        String name;

        @OneToMany(cascade = {CascadeType.PERSIST, CascadeType.REMOVE})
        @JoinColumn(name = "drawer_id", nullable = false)
        List<Folder> folders = new ArrayList<>();

        @OneToMany
        @JoinColumn(name = "outer_id")
        @SyncName("outer_drawer")
        List<Drawer> inner = new ArrayList<>();

        protected Drawer() {}

        Drawer(String name) {
            this.name = name;
        }
    }

    @Entity(name = "Folder")
    @Syncable(profile = "p", model = "folder", partition = "${root}:drawers:${drawer}:")
    static class Folder {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        String name;

        @OneToMany(cascade = CascadeType.PERSIST)
        @JoinColumn(name = "folder_id")
        List<Sheet> sheets = new ArrayList<>();

        protected Folder() {}

        Folder(String name, Sheet... sheets) {
            this.name = name;
            this.sheets.addAll(List.of(sheets));
        }
    }

    @Entity(name = "Sheet")
    @Inheritance(strategy = InheritanceType.JOINED)
    abstract static class Sheet {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        String name;
    }

    @Entity(name = "TextSheet")
    @Syncable(profile = "p", model = "textsheet")
    static class TextSheet extends Sheet {
        String text;

        protected TextSheet() {}

        TextSheet(String name) {
            this.name = name;
        }
    }

    @Entity(name = "ImageSheet")
    @Syncable(profile = "p", model = "imagesheet")
    static class ImageSheet extends Sheet {
        int width;

        protected ImageSheet() {}

        ImageSheet(String name) {
            this.name = name;
        }
    }

    /** An element with an attribute that shows the column, and does not write it. */
    @Entity(name = "Label")
    @Syncable(profile = "p", model = "label")
    static class Label {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        String name;

        @ManyToOne(fetch = FetchType.LAZY)
        @JoinColumn(name = "cabinet_id", insertable = false, updatable = false)
        Cabinet cabinet;

        protected Label() {}

        Label(String name) {
            this.name = name;
        }
    }

    private SmallPeer peer() {
        return SmallPeer.on(
                database,
                Cabinet.class,
                Drawer.class,
                Folder.class,
                Sheet.class,
                TextSheet.class,
                ImageSheet.class,
                Label.class);
    }

    @BeforeEach
    void open() {
        here = peer();
        there = peer();
        there.run(session -> {
            Cabinet theirs = new Cabinet("theirs");
            theirs.drawers.add(new Drawer("theirs"));
            session.persist(theirs);
        });
        here.run(session -> {
            Cabinet left = new Cabinet("left");
            Drawer top = new Drawer("top");
            Drawer bottom = new Drawer("bottom");
            left.drawers.addAll(List.of(top, bottom));
            left.labels.put("red", new Label("red"));
            top.folders.add(new Folder("bills", new TextSheet("one"), new ImageSheet("two")));
            top.folders.add(new Folder("letters"));
            bottom.inner.add(top);
            session.persist(left);
            session.persist(new Cabinet("right"));
        });
    }

    @AfterEach
    void close() {
        here.close();
        there.close();
    }

    private DeserializeResult send() {
        return send(here, there);
    }

    private static DeserializeResult send(SmallPeer from, SmallPeer to) {
        from.serialize();
        DeserializeResult result = from.sync(to);
        assertThat(from.held()).isEmpty();
        assertThat(to.reasons()).isEmpty();
        return result;
    }

    private static Cabinet cabinet(Session session, String name) {
        return session.createSelectionQuery("from Cabinet where name = :name", Cabinet.class)
                .setParameter("name", name)
                .getSingleResult();
    }

    private static Drawer drawer(Session session, String name) {
        return session.createSelectionQuery("from Drawer where name = :name", Drawer.class)
                .setParameter("name", name)
                .getSingleResult();
    }

    private static List<String> elements(SmallPeer peer) {
        List<String> found = new ArrayList<>();
        peer.run(session -> {
            for (String join : List.of(
                    "Cabinet o join o.drawers",
                    "Cabinet o join o.labels",
                    "Drawer o join o.inner",
                    "Drawer o join o.folders",
                    "Folder o join o.sheets")) {
                found.addAll(session.createSelectionQuery(
                                "select o.name || ' ' || e.name from " + join
                                        + " e where o.name <> 'theirs' order by o.name, e.name",
                                String.class)
                        .getResultList());
            }
        });
        return found;
    }

    private static void add(SmallPeer peer, String name) {
        peer.run(session -> {
            Drawer added = new Drawer(name);
            cabinet(session, "left").drawers.add(added);
            session.persist(added);
        });
    }

    private static Map<String, String> versions(SmallPeer peer, String model) {
        Map<String, String> versions = new HashMap<>();
        for (StoreRow row : peer.store(model)) {
            versions.put(row.id, row.lastSavedInstance + " " + row.lastSavedCounter);
        }
        return versions;
    }

    @Test
    void elementsArriveWithTheirOwners() {
        assertThat(send()).isEqualTo(new DeserializeResult(9, 0, 0));
        assertThat(elements(there))
                .containsExactly(
                        "left bottom",
                        "left top",
                        "left red",
                        "bottom top",
                        "top bills",
                        "top letters",
                        "bills one",
                        "bills two")
                .isEqualTo(elements(here));
        assertThat(there.notes().stream().filter(note -> !note.contains("RESCAN")))
                .hasSize(0);
        assertThat(here.store("drawer"))
                .allMatch(row -> row.serialized().contains("\"cabinet_id\":\"")
                        && row.serialized().contains("\"outer_drawer\":"));
        assertThat(here.store("cabinet")).noneMatch(row -> row.serialized().contains("drawers"));
        assertThat(here.store("folder")).allMatch(row -> row.partition.contains(":drawers:"));
        assertThat(here.store("label")).allMatch(row -> row.serialized().contains("\"cabinet_id\":\""));
        assertThat(there.replica().rescan(SmallPeer.PROFILE).changed()).isZero();
    }

    @Test
    void elementsThatChangeHandsAreChanged() {
        send();
        Map<String, String> before = versions(here, "cabinet");
        here.run(session -> {
            Cabinet left = cabinet(session, "left");
            Drawer top = drawer(session, "top");
            left.drawers.remove(top);
            cabinet(session, "right").drawers.add(top);
            left.labels.put("blue", new Label("blue"));
            drawer(session, "bottom").inner.clear();
        });
        assertThat(send()).isEqualTo(new DeserializeResult(2, 0, 0));
        assertThat(versions(here, "cabinet")).isEqualTo(before);
        assertThat(elements(there))
                .containsExactly(
                        "left bottom",
                        "right top",
                        "left blue",
                        "left red",
                        "top bills",
                        "top letters",
                        "bills one",
                        "bills two");
    }

    @Test
    void orphansAreDeleted() {
        send();
        here.run(session -> cabinet(session, "left").labels.clear());
        assertThat(send().failed()).isZero();
        assertThat(there.count(Label.class)).isZero();
    }

    @Test
    void collectionThatIsReplacedChangesItsElements() {
        send();
        here.run(session -> {
            Cabinet left = cabinet(session, "left");
            left.drawers = new HashSet<>(Set.of(drawer(session, "bottom")));
        });
        assertThat(send()).isEqualTo(new DeserializeResult(1, 0, 0));
        assertThat(elements(there)).contains("left bottom").doesNotContain("left top");
    }

    @Test
    void elementsOfADeletedOwnerStay() {
        send();
        here.run(session -> session.remove(cabinet(session, "left")));
        assertThat(send().failed()).isZero();
        assertThat(there.count(Cabinet.class)).isEqualTo(2);
        assertThat(there.count(Drawer.class)).isEqualTo(3);
        assertThat(there.count(Label.class)).isZero();
        assertThat(elements(there)).doesNotContain("left top").isEqualTo(elements(here));
    }

    @Test
    void requiredElementsGoWithTheirOwner() {
        send();
        here.run(session -> {
            Drawer top = drawer(session, "top");
            session.createSelectionQuery("from Folder", Folder.class)
                    .getResultList()
                    .forEach(folder -> folder.sheets.clear());
            cabinet(session, "left").drawers.remove(top);
            drawer(session, "bottom").inner.clear();
            session.flush();
            session.remove(top);
        });
        assertThat(send().failed()).isZero();
        assertThat(there.count(Folder.class)).isZero();
        assertThat(there.count(Sheet.class)).isEqualTo(2);
        assertThat(there.count(Drawer.class)).isEqualTo(2);
    }

    @Test
    void elementsThatAreAddedElsewhereAreDeletedWithTheirOwner() {
        send();
        there.run(session -> {
            Folder late = new Folder("late");
            drawer(session, "bottom").folders.add(late);
            session.persist(late);
        });
        there.serialize();
        here.run(session -> session.remove(drawer(session, "bottom")));
        send();
        assertThat(there.count(Folder.class)).isEqualTo(2);
        assertThat(elements(there)).doesNotContain("bottom late", "bottom top");
        send(there, here);
        assertThat(elements(here)).isEqualTo(elements(there));
        assertThat(here.count(Folder.class)).isEqualTo(2);
    }

    @Test
    void elementsMoveWithTheirOwner() {
        send();
        here.run(session -> {
            Drawer top = drawer(session, "top");
            Folder bills = top.folders.stream()
                    .filter(folder -> folder.name.equals("bills"))
                    .findFirst()
                    .orElseThrow();
            // Hibernate does not take a required element away from its owner by itself.
            drawer(session, "bottom").folders.add(bills);
            session.flush();
            session.clear();
        });
        send();
        assertThat(elements(here)).contains("bottom bills").doesNotContain("top bills");
        assertThat(elements(there)).isEqualTo(elements(here));
        assertThat(there.count(Folder.class)).isEqualTo(2);
        Set<String> places = new HashSet<>();
        here.store("folder").stream().filter(row -> !row.deleted).forEach(row -> places.add(row.partition));
        assertThat(places).hasSize(2);
    }

    @Test
    void elementsOfAHierarchyChange() {
        send();
        here.run(session -> {
            List<Folder> folders = session.createSelectionQuery("from Folder order by name", Folder.class)
                    .getResultList();
            List<Sheet> sheets = List.copyOf(folders.get(0).sheets);
            folders.get(0).sheets.clear();
            folders.get(1).sheets.addAll(sheets);
            folders.get(1).sheets.add(new TextSheet("three"));
            folders.get(1).sheets.forEach(session::persist);
        });
        assertThat(send()).isEqualTo(new DeserializeResult(3, 0, 0));
        assertThat(elements(there)).contains("letters one", "letters two", "letters three");
    }

    @Test
    void statelessSessionsAreSeen() {
        here.serialize();
        here.stateless(session -> {
            Cabinet added = new Cabinet("added");
            added.drawers.add(session.createSelectionQuery("from Drawer where name = 'top'", Drawer.class)
                    .getSingleResult());
            session.insert(added);
        });
        send();
        assertThat(elements(there)).contains("added top");
        here.stateless(session -> session.delete(session.createSelectionQuery(
                        "from Cabinet c left join fetch c.drawers where c.name = 'added'", Cabinet.class)
                .getSingleResult()));
        send();
        assertThat(elements(there)).doesNotContain("added top").isEqualTo(elements(here));
        assertThat(there.count(Cabinet.class)).isEqualTo(3);
    }

    @Test
    void changesByOtherProgramsAreFound() {
        send();
        here.elsewhere("update Drawer set cabinet_id = null where name = 'top'");
        assertThat(here.replica().rescan(SmallPeer.PROFILE).changed()).isEqualTo(1);
        send();
        assertThat(elements(there)).doesNotContain("left top").isEqualTo(elements(here));
        here.run(session -> session.createNativeMutationQuery("update Drawer set outer_id = null")
                .executeUpdate());
        send();
        assertThat(elements(there)).doesNotContain("bottom top").isEqualTo(elements(here));
    }

    @Test
    void bothPeersMayAddElements() {
        send();
        add(here, "mine");
        add(there, "yours");
        send();
        send(there, here);
        assertThat(elements(here))
                .contains("left bottom", "left mine", "left top", "left yours")
                .isEqualTo(elements(there));
    }
}
