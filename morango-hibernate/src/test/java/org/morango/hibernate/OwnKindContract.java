package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.validation.constraints.Pattern;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.morango.hibernate.mapping.Identity;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;
import org.morango.record.SyncRecord;
import org.morango.replica.DeserializeResult;

/** Entities that need a row of their own kind: the first row refers to itself, or exists already. */
abstract class OwnKindContract {
    private final TestDatabase database;
    private SmallPeer here;
    private SmallPeer there;

    OwnKindContract(TestDatabase database) {
        this.database = database;
    }

    @Entity(name = "TreeNode")
    @Syncable(profile = "p", model = "node")
    static class Node {
        @Id
        @GeneratedValue
        UUID id;

        String name;

        @ManyToOne(optional = false, fetch = FetchType.LAZY)
        @JoinColumn(updatable = false)
        Node parent;

        protected Node() {}

        Node(String name, Node parent) {
            this.name = name;
            this.parent = parent == null ? this : parent;
        }
    }

    @Entity(name = "TreeUnit")
    @Syncable(profile = "p", model = "unit", identity = Identity.KEY)
    static class Unit {
        @Id
        @Column(length = 50)
        String code;

        @ManyToOne(optional = false)
        Unit parent;

        protected Unit() {}

        Unit(String code, Unit parent) {
            this.code = code;
            this.parent = parent == null ? this : parent;
        }
    }

    @Entity(name = "TreeFolder")
    @Syncable(profile = "p", model = "folder")
    static class Folder extends SyncableEntity {
        String name;

        @ManyToOne(optional = false)
        Folder parent;

        protected Folder() {}

        Folder(String name, Folder parent) {
            this.name = name;
            this.parent = parent == null ? this : parent;
        }

        @Override
        protected String partition() {
            return SmallPeer.ROOT.id();
        }
    }

    /** Its numbers come from a sequence, where the database has any. */
    @Entity(name = "TreeRank")
    @Syncable(profile = "p", model = "rank")
    static class Rank {
        @Id
        @GeneratedValue
        Long id;

        @Pattern(regexp = "[a-z]*")
        String name;

        @ManyToOne(optional = false)
        Rank above;

        protected Rank() {}

        Rank(String name, Rank above) {
            this.name = name;
            this.above = above == null ? this : above;
        }
    }

    /** The database numbers its rows when they are inserted, so that no new row can refer to itself. */
    @Entity(name = "TreeLink")
    @Syncable(profile = "p", model = "link")
    static class Link {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        String name;

        @ManyToOne(optional = false)
        Link before;

        protected Link() {}

        Link(String name, Link before) {
            this.name = name;
            this.before = before;
        }
    }

    private List<Class<?>> entities() {
        List<Class<?>> all = new ArrayList<>(List.of(Node.class, Unit.class, Folder.class, Link.class));
        if (!database.createUrl().startsWith("jdbc:sqlite:")) {
            all.add(Rank.class);
        }
        return all;
    }

    @BeforeEach
    void open() {
        Class<?>[] entities = entities().toArray(Class<?>[]::new);
        here = SmallPeer.on(database, entities);
        there = SmallPeer.on(database, entities);
    }

    @AfterEach
    void close() {
        here.close();
        there.close();
    }

    private static List<String> names(SmallPeer peer, String query) {
        return peer.get(
                session -> session.createSelectionQuery(query, String.class).getResultList());
    }

    private static List<String> nodes(SmallPeer peer) {
        return names(peer, "select n.name || ' in ' || n.parent.name from TreeNode n order by n.name");
    }

    private DeserializeResult send() {
        here.serialize();
        return here.sync(there);
    }

    @Test
    void parentsAreWrittenBeforeTheirChildrenAndDeletedAfterThem() {
        here.run(session -> {
            List<Node> nodes = new ArrayList<>(List.of(new Node("000", null)));
            for (int i = 1; i < 700; i++) {
                nodes.add(new Node("%03d".formatted(i), nodes.get(i - 1)));
            }
            nodes.forEach(session::persist);
        });
        assertThat(send()).isEqualTo(new DeserializeResult(700, 0, 0));
        assertThat(nodes(there)).isEqualTo(nodes(here)).hasSize(700).startsWith("000 in 000", "001 in 000");
        here.run(session -> {
            Node root = session.createSelectionQuery("from TreeNode where name = '000'", Node.class)
                    .getSingleResult();
            session.createMutationQuery("update TreeNode n set n.parent.id = :root")
                    .setParameter("root", root.id)
                    .executeUpdate();
            session.createMutationQuery("delete from TreeNode where name <> '000'")
                    .executeUpdate();
        });
        assertThat(send()).isEqualTo(new DeserializeResult(0, 699, 0));
        assertThat(nodes(there)).containsExactly("000 in 000");
    }

    @Test
    void rowsThatReferToThemselvesAreWrittenWhateverTheirKeys() {
        boolean hasRanks =
                here.factory.getMetamodel().getEntities().stream().anyMatch(type -> type.getJavaType() == Rank.class);
        here.run(session -> {
            Unit unit = new Unit("a", null);
            List.of(unit, new Unit("b", unit)).forEach(session::persist);
            Folder folder = new Folder("a", null);
            List.of(folder, new Folder("b", folder)).forEach(session::persist);
            if (hasRanks) {
                Rank rank = new Rank("a", null);
                List.of(rank, new Rank("b", rank), new Rank("c", null)).forEach(session::persist);
            }
        });
        if (hasRanks) {
            there.run(session -> session.persist(new Rank("theirs", null)));
        }
        assertThat(send()).isEqualTo(new DeserializeResult(hasRanks ? 7 : 4, 0, 0));
        for (SmallPeer peer : List.of(here, there)) {
            assertThat(names(peer, "select u.code || u.parent.code from TreeUnit u order by u.code"))
                    .containsExactly("aa", "ba");
            assertThat(names(peer, "select f.name || f.parent.name from TreeFolder f order by f.name"))
                    .containsExactly("aa", "ba");
            if (hasRanks) {
                assertThat(names(peer, "select r.name || r.above.name from TreeRank r order by r.name"))
                        .contains("aa", "ba", "cc");
            }
        }
        assertThat(there.notes()).isEmpty();
    }

    private static SyncRecord link(String name, String before) {
        return SmallPeer.record(
                "link",
                name,
                SmallPeer.ROOT.id(),
                "{\"name\":\"" + name + "\",\"before_id\":\"" + linkId(before) + "\"}");
    }

    private static String linkId(String name) {
        return SmallPeer.record("link", name, SmallPeer.ROOT.id(), "{}").id();
    }

    @Test
    void rowsThatNeedEachOtherWaitAndStopNoOthers() {
        here.run(session -> session.persist(new Node("root", null)));
        here.serialize();
        here.receive(there);
        assertThat(there.receive(link("self", "self"), link("a", "b"), link("b", "a"), link("behind", "a")))
                .isEqualTo(new DeserializeResult(1, 0, 4));
        assertThat(there.count(Link.class)).isZero();
        assertThat(there.reasons().stream().sorted().collect(Collectors.toList()))
                .containsExactlyInAnyOrder(
                        "link: it refers by before_id to " + linkId("self")
                                + ", which needs this record in turn, so that neither can be inserted first",
                        "link: it refers by before_id to " + linkId("b")
                                + ", which needs this record in turn, so that neither can be inserted first",
                        "link: it refers by before_id to " + linkId("a")
                                + ", which needs this record in turn, so that neither can be inserted first",
                        "link: it refers by before_id to " + linkId("a") + ", which is not here yet");
        assertThat(nodes(there)).containsExactly("root in root");
    }

    /** Rows that exist may refer to each other in any way. */
    @Test
    void existingRowsMayFormACircle() {
        tree();
        send();
        here.run(session -> session.createNativeMutationQuery("update TreeUnit set parent_code = 'c' where code = 'a'")
                .executeUpdate());
        assertThat(send().failed()).isZero();
        assertThat(names(there, "select u.code || u.parent.code from TreeUnit u order by u.code"))
                .containsExactly("ac", "ba", "cb", "da");
    }

    private void tree() {
        here.run(session -> {
            Unit a = new Unit("a", null);
            Unit b = new Unit("b", a);
            List.of(a, b, new Unit("c", b), new Unit("d", a)).forEach(session::persist);
        });
    }

    private void assertDeleted(Consumer<SmallPeer> change, long expected, String... left) {
        tree();
        send();
        change.accept(here);
        here.serialize();
        DeserializeResult result = here.sync(there);
        assertThat(result).isEqualTo(new DeserializeResult(0, expected, 0));
        assertThat(names(there, "select u.code from TreeUnit u order by u.code"))
                .containsExactly(left);
        assertThat(there.store("unit").stream().filter(row -> !row.deleted).map(row -> row.sourceId))
                .containsExactlyInAnyOrder(left);
    }

    private static void delete(SmallPeer peer, String codes) {
        peer.run(session -> session.createMutationQuery("delete from TreeUnit where code in (" + codes + ")")
                .executeUpdate());
    }

    @Test
    void aBranchIsDeleted() {
        assertDeleted(
                peer -> {
                    delete(peer, "'c'");
                    delete(peer, "'b'");
                },
                2,
                "a",
                "d");
    }

    /** MariaDB itself refuses to delete a row that refers to itself. */
    @Test
    void aWholeTreeIsDeletedWithItsRoot() {
        String url = database.createUrl();
        if (url.startsWith("jdbc:mariadb:")) {
            return;
        }
        assertDeleted(
                peer -> {
                    delete(peer, "'c', 'd'");
                    delete(peer, "'b'");
                    delete(peer, "'a'");
                },
                4);
    }

    /** A row that is in a circle there, and was deleted here. */
    @Test
    void aCircleIsDeleted() {
        tree();
        here.run(session -> session.persist(new Unit("z", null)));
        send();
        there.run(session -> session.createNativeMutationQuery("update TreeUnit set parent_code = 'c' where code = 'a'")
                .executeUpdate());
        there.serialize();
        there.sync(here);
        here.run(session -> {
            session.createNativeMutationQuery("update TreeUnit set parent_code = 'z' where code = 'a'")
                    .executeUpdate();
        });
        delete(here, "'c'");
        here.serialize();
        here.sync(there);
        assertThat(names(there, "select u.code from TreeUnit u order by u.code"))
                .containsExactly("a", "b", "d", "z");
        assertThat(there.reasons()).isEmpty();
    }

    /** Rows that another peer has added to a deleted branch are deleted with it, and their deletion travels. */
    @Test
    void rowsThatNeedADeletedOneAreDeleted() {
        tree();
        send();
        there.run(session -> session.persist(new Unit("e", session.find(Unit.class, "c"))));
        delete(here, "'c'");
        delete(here, "'b'");
        here.serialize();
        there.serialize();
        here.sync(there);
        assertThat(names(there, "select u.code from TreeUnit u order by u.code"))
                .containsExactly("a", "d");
        there.serialize();
        there.sync(here);
        assertThat(names(here, "select u.code from TreeUnit u order by u.code")).containsExactly("a", "d");
    }

    /** A row that is refused is not taken for one that was inserted, by those that refer to it. */
    @Test
    void rowBelowARefusedOneIsRefusedAlone() {
        if (here.factory.getMetamodel().getEntities().stream().noneMatch(type -> type.getJavaType() == Rank.class)) {
            return;
        }
        SyncRecord wrong = rank("WRONG", "WRONG");
        SyncRecord below = rank("below", "WRONG");
        SyncRecord further = rank("further", "further");
        SyncRecord last = rank("last", "further");
        assertThat(there.receive(wrong, below, further, last)).isEqualTo(new DeserializeResult(2, 0, 2));
        assertThat(there.reasons())
                .anyMatch(reason -> reason.contains("name: must match"))
                .anyMatch(reason -> reason.contains("refers to " + wrong.id() + ", which has no row here"));
        assertThat(names(there, "select r.name || r.above.name from TreeRank r order by r.name"))
                .containsExactly("furtherfurther", "lastfurther");
    }

    private static SyncRecord rank(String name, String above) {
        String root = SmallPeer.ROOT.id();
        String id = SmallPeer.record("rank", above, root, "{}").id();
        return SmallPeer.record("rank", name, root, "{\"name\":\"" + name + "\",\"above_id\":\"" + id + "\"}");
    }
}
