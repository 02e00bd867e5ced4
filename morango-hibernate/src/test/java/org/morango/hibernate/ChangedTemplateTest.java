package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.morango.common.MorangoException;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;

/** An application changes the template of an entity's partitions in two steps. */
class ChangedTemplateTest {
    private static final String ONE = "${root}:notes:";
    private static final String OTHER = "${root}:teams:${team}:";

    @Entity(name = "Before")
    @Table(name = "notes")
    @Syncable(profile = SmallPeer.PROFILE, model = "note", partition = ONE)
    static class Before {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        String team;
        String text;
    }

    @Entity(name = "Accepting")
    @Table(name = "notes")
    @Syncable(profile = SmallPeer.PROFILE, model = "note", partition = ONE, acceptedPartitions = OTHER)
    static class Accepting {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        String team;
        String text;
    }

    @Entity(name = "After")
    @Table(name = "notes")
    @Syncable(profile = SmallPeer.PROFILE, model = "note", partition = OTHER, acceptedPartitions = ONE)
    static class After {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        String team;
        String text;
    }

    @Entity(name = "Plain")
    @Syncable(profile = SmallPeer.PROFILE, model = "plain")
    static class Plain extends SyncableEntity {
        @Override
        protected String partition() {
            return SmallPeer.ROOT.id();
        }
    }

    private static void add(SmallPeer peer, String entity, String team, String text) {
        peer.run(session -> session.createMutationQuery(
                        "insert into " + entity + " (team, text) values ('" + team + "', '" + text + "')")
                .executeUpdate());
    }

    private static void change(SmallPeer peer, String entity, String text, String now) {
        peer.run(session -> session.createMutationQuery(
                        "update " + entity + " n set n.text = '" + now + "' where n.text = '" + text + "'")
                .executeUpdate());
    }

    private static List<String> texts(SmallPeer peer, String entity) {
        return peer.get(session -> session.createSelectionQuery(
                        "select n.text from " + entity + " n order by n.text", String.class)
                .getResultList());
    }

    private static List<String> partitions(SmallPeer peer) {
        return peer.store("note").stream()
                .filter(row -> !row.deleted)
                .map(row -> row.partition.substring(SmallPeer.ROOT.id().length()))
                .sorted()
                .toList();
    }

    @Test
    void rowsMoveWhenAllPeersAcceptTheNewTemplate() {
        SmallPeer here = new SmallPeer(Before.class);
        SmallPeer there = new SmallPeer(Before.class);
        here.clear(1);
        there.clear(50);
        add(here, "Before", "a", "1");
        add(there, "Before", "b", "2");
        here.sync(there);
        there.sync(here);

        here = here.upgraded(Accepting.class);
        there = there.upgraded(Accepting.class);
        here = here.upgraded(After.class);
        change(here, "After", "1", "1 here");
        add(here, "After", "a", "3");
        here.sync(there);
        assertThat(texts(there, "Accepting")).containsExactly("1 here", "2", "3");
        // A change alone moves nothing, on either side.
        change(there, "Accepting", "3", "3 there");
        there.sync(here);
        assertThat(partitions(here)).containsExactly(":notes:", ":notes:", ":teams:a:");
        assertThat(partitions(there)).isEqualTo(partitions(here));

        here.replica().rows().moveAll(After.class);
        here.sync(there);
        there = there.upgraded(After.class);
        there.sync(here);
        for (SmallPeer peer : List.of(here, there)) {
            assertThat(texts(peer, "After")).containsExactly("1 here", "2", "3 there");
            assertThat(partitions(peer)).containsExactly(":teams:a:", ":teams:a:", ":teams:b:");
        }
        here.close();
        there.close();
    }

    @Test
    void keysThatAreIdsDoNotMove() {
        try (SmallPeer peer = new SmallPeer(Plain.class)) {
            assertThatThrownBy(() -> peer.replica().rows().moveAll(Plain.class))
                    .isInstanceOf(MorangoException.class)
                    .hasMessageContaining("cannot move");
        }
    }
}
