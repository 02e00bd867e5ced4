package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Statement;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.morango.hibernate.internal.store.PendingRow;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.hibernate.model.Upgrades.NewGuest;
import org.morango.hibernate.model.Upgrades.OldGuest;
import org.morango.hibernate.model.Versions;
import org.morango.hibernate.model.Versions.Club;
import org.morango.hibernate.report.RescanResult;

/** Columns that come with an upgrade get the values of the store. Edits are sent, and nothing else. */
abstract class UpgradeContract extends VersionsContract {
    private static final Class<?>[] OLDER = {OldGuest.class};
    private static final Class<?>[] NEWER = {NewGuest.class, Club.class};

    UpgradeContract(TestDatabase database) {
        super(database);
    }

    private App newer(Consumer<App> prepared) {
        App newer = app(NEWER);
        prepared.accept(newer);
        newer.morango.certificates().define(SCOPE);
        return newer;
    }

    private RescanResult rescan(App app) {
        return app.morango.rescan(Versions.PROFILE);
    }

    @Test
    void renamedAttributesAreFilledFromTheStore() {
        App app = app(OLDER);
        String root = root(app);
        OldGuest ada = new OldGuest(root, "Ada", "a", "b");
        ada.room = "r1";
        app.persist(ada);
        String unsent = app.persist(new OldGuest(root, "Bea", "b"));
        App other = app(OLDER);
        other.morango.certificates().define(SCOPE);
        sync(other, app, root);
        app.change(OldGuest.class, unsent, g -> g.name = "Beatrix");

        App upgraded = app.upgraded(NEWER);
        NewGuest found = upgraded.find(NewGuest.class, ada.getId());
        assertThat(found.fullName).isEqualTo("Ada");
        assertThat(found.room).isEqualTo("r1");
        assertThat(found.labels).containsExactlyInAnyOrder("a", "b");
        assertThat(upgraded.isChanged(NewGuest.class, ada.getId())).isFalse();
        assertThat(upgraded.find(NewGuest.class, unsent).fullName).isEqualTo("Beatrix");
        assertThat(upgraded.find(NewGuest.class, unsent).labels).containsExactly("b");
        assertThat(rescan(upgraded)).isEqualTo(new RescanResult(0, 0, 0));

        upgraded.change(NewGuest.class, ada.getId(), g -> g.points = 1);
        sync(other, upgraded, root);
        OldGuest there = other.find(OldGuest.class, ada.getId());
        assertThat(there.name).isEqualTo("Ada");
        assertThat(there.room).isEqualTo("r1");
        assertThat(there.tags).containsExactlyInAnyOrder("a", "b");
        assertThat(other.find(OldGuest.class, unsent).name).isEqualTo("Beatrix");
        assertThat(other.stored(ada.getId()).get("full_name").stringValue()).isEqualTo("Ada");
        assertThat(other.stored(ada.getId()).get("points").intValue()).isEqualTo(1);
    }

    @Test
    void whatCannotBeFilledYetIsNotOverwrittenByAnEdit() {
        App older = app(OLDER);
        String root = root(older);
        Club club = new Club(root, "Chess");
        NewGuest ada = new NewGuest(root, "Ada");
        App newer = newer(app -> app.run(session -> {
            session.persist(club);
            ada.club = club;
            ada.points = 9;
            ada.colors.add("blue");
            session.persist(ada);
        }));
        sync(newer, older, root);
        assertThat(older.pending()).containsExactly(club.getId());

        App upgraded = older.upgraded(NEWER);
        assertThat(upgraded.morango.pendingRecords().of(NewGuest.class).first(9))
                .singleElement()
                .satisfies(waiting -> assertThat(waiting.reason()).contains("club_id", "not here yet"));
        NewGuest found = upgraded.find(NewGuest.class, ada.getId());
        assertThat(found.points).isEqualTo(9);
        assertThat(found.colors).containsExactlyInAnyOrder("blue", "red");
        assertThat(found.club).isNull();
        upgraded.change(NewGuest.class, ada.getId(), g -> g.room = "r2");
        sync(newer, upgraded, root);
        assertThat(newer.<String>get(s -> s.find(NewGuest.class, ada.getId()).club.title))
                .isEqualTo("Chess");
        sync(upgraded, newer, root);
        for (App app : List.of(newer, upgraded)) {
            NewGuest there = app.find(NewGuest.class, ada.getId());
            assertThat(there.room).isEqualTo("r2");
            assertThat(there.points).isEqualTo(9);
            assertThat(there.colors).containsExactlyInAnyOrder("blue", "red");
            assertThat(app.<String>get(s -> s.find(NewGuest.class, ada.getId()).club.title))
                    .isEqualTo("Chess");
            assertThat(app.pending()).isEmpty();
            assertThat(rescan(app)).isEqualTo(new RescanResult(0, 0, 0));
        }
    }

    @Test
    void upgradeIsNoChangeOfARecord() {
        App app = app(OLDER);
        String root = root(app);
        String ada = app.persist(new OldGuest(root, "Ada", "a"));
        String bea = app.persist(new OldGuest(root, "Bea"));
        App other = app(OLDER);
        other.morango.certificates().define(SCOPE);
        sync(other, app, root);

        App upgraded = app.upgraded(NEWER);
        assertThat(upgraded.find(NewGuest.class, ada).points)
                .as("the column's default")
                .isZero();
        assertThat(rescan(upgraded)).isEqualTo(new RescanResult(0, 0, 0));
        upgraded.run(session -> session.doWork(connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("update upgraded_guest set points = 3 where full_name = 'Ada'");
                statement.execute("update upgraded_guest set door = 'k' where full_name = 'Bea'");
            }
        }));
        assertThat(rescan(upgraded)).isEqualTo(new RescanResult(0, 2, 0));
        sync(other, upgraded, root);
        assertThat(other.stored(ada).get("points").intValue()).isEqualTo(3);
        assertThat(other.stored(bea).get("door").stringValue()).isEqualTo("k");
    }

    @Test
    void recordsOfOlderPeersGetTheDefaultsOfTheEntity() {
        App older = app(OLDER);
        String root = root(older);
        String ada = older.persist(new OldGuest(root, "Ada", "a"));
        App newer = newer(app -> {});
        sync(newer, older, root);
        NewGuest found = newer.find(NewGuest.class, ada);
        assertThat(found.points).isEqualTo(7);
        assertThat(found.colors).containsExactly("red");
        assertThat(found.labels).containsExactly("a");
        assertThat(rescan(newer)).isEqualTo(new RescanResult(0, 0, 0));
        newer.change(NewGuest.class, ada, g -> g.room = "r1");
        sync(newer, older, root);
        assertThat(older.find(OldGuest.class, ada).room).isEqualTo("r1");
        assertThat(older.find(OldGuest.class, ada).tags).containsExactly("a");
    }

    @Test
    void recordThatWaitsGetsItsNewMembersToo() {
        App older = app(OLDER);
        String root = root(older);
        NewGuest ada = new NewGuest(root, "Ada");
        App newer = newer(app -> app.persist(ada));
        sync(newer, older, root);
        newer.change(NewGuest.class, ada.getId(), g -> {
            g.points = 9;
            g.room = "r9";
        });
        sync(newer, older, root);
        older.run(session -> {
            StoreRow row = session.find(StoreRow.class, ada.getId());
            session.persist(PendingRow.of(row, "the table was locked"));
        });

        App upgraded = older.upgraded(NEWER);
        assertThat(upgraded.pending()).containsExactly(ada.getId());
        assertThat(upgraded.find(NewGuest.class, ada.getId()).points).isEqualTo(9);
        upgraded.change(NewGuest.class, ada.getId(), g -> g.fullName = "Ada L.");
        sync(newer, upgraded, root);
        NewGuest there = newer.find(NewGuest.class, ada.getId());
        assertThat(there.fullName).isEqualTo("Ada L.");
        assertThat(there.points).isEqualTo(9);
        assertThat(there.room).isEqualTo("r9");
        assertThat(upgraded.pending()).isEmpty();
    }
}
