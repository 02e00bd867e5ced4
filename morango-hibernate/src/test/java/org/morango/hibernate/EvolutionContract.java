package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.morango.hibernate.internal.store.ModelRow;
import org.morango.hibernate.model.Versions;
import org.morango.hibernate.model.Versions.Club;
import org.morango.hibernate.model.Versions.NewChild;
import org.morango.hibernate.model.Versions.OldChild;

/** Two versions of one application sync both ways, over HTTP, and the older one is upgraded. */
abstract class EvolutionContract extends VersionsContract {
    EvolutionContract(TestDatabase database) {
        super(database);
    }

    @Test
    void twoVersionsSyncBothWaysAndAnOlderPeerPassesOnWhatItDoesNotKnow() {
        App older = app(OLD);
        String root = root(older);
        App newer = app(NEW);
        newer.morango.certificates().define(SCOPE);
        String ada = older.persist(new OldChild(root, "Ada", null));
        String bea = older.persist(new OldChild(root, "Bea", "A+"));
        sync(newer, older, root);

        NewChild child = newer.find(NewChild.class, ada);
        assertThat(child.fullName).isEqualTo("Ada");
        assertThat(child.points).as("the entity's default").isEqualTo(7);
        assertThat(newer.find(NewChild.class, bea)).isNull();
        assertThat(newer.morango.pendingRecords().withReason().first(9))
                .singleElement()
                .satisfies(waiting -> {
                    assertThat(waiting.id()).isEqualTo(bea);
                    assertThat(waiting.reason()).contains("grade").contains("whole number");
                });

        Club club = new Club(root, "Chess");
        newer.run(session -> {
            session.persist(club);
            NewChild changed = session.find(NewChild.class, ada);
            changed.fullName = "Ada L.";
            changed.nick = "A";
            changed.points = 9;
            changed.club = club;
        });
        sync(newer, older, root);
        OldChild there = older.find(OldChild.class, ada);
        assertThat(there.name).isEqualTo("Ada L.");
        assertThat(there.room).isEqualTo("r1");
        assertThat(older.stored(ada).get("club_id").stringValue()).isEqualTo(club.getId());
        assertThat(older.pending()).containsExactly(club.getId());

        older.change(OldChild.class, ada, c -> c.name = "Ada Lovelace");
        sync(newer, older, root);
        child = newer.find(NewChild.class, ada);
        assertThat(child.fullName).isEqualTo("Ada Lovelace");
        assertThat(child.nick).isEqualTo("A");
        assertThat(child.points).isEqualTo(9);
        assertThat(newer.stored(ada).get("room").stringValue()).isEqualTo("r1");

        App third = app(NEW);
        third.morango.certificates().define(SCOPE);
        sync(third, older, root);
        assertThat(third.find(Club.class, club.getId()).title).isEqualTo("Chess");
        assertThat(third.club(ada)).isEqualTo("Chess");
        assertThat(third.find(NewChild.class, ada).nick).isEqualTo("A");
        assertThat(third.find(NewChild.class, ada).fullName).isEqualTo("Ada Lovelace");
    }

    @Test
    void upgradedApplicationFindsWhatItDidNotKnowBefore() {
        App newer = app(NEW);
        String root = root(newer);
        Club club = new Club(root, "Chess");
        newer.persist(club);
        NewChild child = new NewChild(root, "Ada", null);
        child.nick = "A";
        child.points = 9;
        String ada = newer.persist(child);
        String bea = newer.persist(new NewChild(root, "Bea", club));
        String cal = newer.persist(new NewChild(root, "Cal", null));
        newer.change(NewChild.class, cal, c -> c.nick = "C");
        App older = app(OLD);
        older.morango.certificates().define(SCOPE);
        sync(older, newer, root);
        assertThat(older.find(OldChild.class, ada).name).isEqualTo("Ada");
        assertThat(older.pending()).containsExactly(club.getId());
        older.change(OldChild.class, cal, c -> c.name = "Carl");

        App upgraded = older.upgraded();
        NewChild found = upgraded.find(NewChild.class, ada);
        assertThat(found.nick).isEqualTo("A");
        assertThat(found.points).isEqualTo(9);
        assertThat(upgraded.isChanged(NewChild.class, ada)).isFalse();
        NewChild unsent = upgraded.find(NewChild.class, cal);
        assertThat(unsent.nick).isEqualTo("C");
        assertThat(unsent.fullName).isEqualTo("Carl");
        assertThat(upgraded.isChanged(NewChild.class, cal)).isTrue();
        assertThat(upgraded.pending()).containsExactlyInAnyOrder(club.getId(), bea);
        assertThat(upgraded.morango.pendingRecords().of(NewChild.class).first(9))
                .singleElement()
                .satisfies(waiting -> assertThat(waiting.reason()).contains("club_id"));

        sync(upgraded, newer, root);
        assertThat(upgraded.pending()).isEmpty();
        assertThat(upgraded.club(bea)).isEqualTo("Chess");
        assertThat(newer.find(NewChild.class, cal).fullName).isEqualTo("Carl");
        assertThat(newer.find(NewChild.class, cal).nick).isEqualTo("C");
        assertThat(newer.find(NewChild.class, ada).points).isEqualTo(9);
    }

    @Test
    void nextStartHasNothingToDo() {
        App app = app(OLD);
        root(app);
        App upgraded = app.upgraded();
        List<ModelRow> rows = upgraded.get(s ->
                s.createSelectionQuery("from MorangoModelRow", ModelRow.class).getResultList());
        assertThat(rows).hasSize(2).allMatch(row -> row.added == null);
        long first = Statements.of(upgraded.factory).prepared(() -> Morango.on(upgraded.factory));
        assertThat(first).isLessThan(16);
    }

    @Test
    void workThatWasCutOffIsTakenUp() {
        App newer = app(NEW);
        String root = root(newer);
        NewChild child = new NewChild(root, "Ada", null);
        child.nick = "A";
        String ada = newer.persist(child);
        App older = app(OLD);
        older.morango.certificates().define(SCOPE);
        sync(older, newer, root);
        App upgraded = older.upgraded();
        upgraded.run(session -> {
            session.createMutationQuery("update NewChild set nick = null").executeUpdate();
            session.createMutationQuery("delete from MorangoOutboxRow").executeUpdate();
            ModelRow row = session.find(ModelRow.class, new ModelRow.Key(Versions.PROFILE, "child"));
            row.added = "nick";
            row.filledTo = "";
        });
        Morango.on(upgraded.factory);
        assertThat(upgraded.find(NewChild.class, ada).nick).isEqualTo("A");
        assertThat(upgraded.find(ModelRow.class, new ModelRow.Key(Versions.PROFILE, "child")).added)
                .isNull();
    }
}
