package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import java.util.LinkedHashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.report.RescanResult;
import org.morango.record.Filter;

/** An older version of an application receives rows that each peer numbers itself, and is upgraded. */
class OwnKeyUpgradeTest {
    @Entity(name = "OldFellow")
    @Table(name = "fellow")
    @Syncable(profile = "p", model = "fellow")
    static class OldFellow {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        String name;
    }

    @Entity(name = "Fellow")
    @Table(name = "fellow")
    @Syncable(profile = "p", model = "fellow")
    static class Fellow {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        String name;
        String nick;

        @ManyToOne
        Fellow boss;

        @ManyToOne
        Guild guild;

        @ElementCollection
        Set<String> tags = new LinkedHashSet<>();

        @ManyToMany
        Set<Fellow> mates = new LinkedHashSet<>();

        protected Fellow() {}

        Fellow(String name) {
            this.name = name;
        }
    }

    @Entity(name = "Guild")
    @Syncable(profile = "p", model = "guild")
    static class Guild {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Integer id;

        String title;
    }

    @Test
    void newColumnsAreFilledFromTheStore() {
        try (SmallPeer newer = new SmallPeer(Fellow.class, Guild.class);
                SmallPeer older = new SmallPeer(OldFellow.class)) {
            newer.clear(1);
            older.clear(1000);
            newer.run(session -> {
                Guild guild = new Guild();
                guild.title = "masons";
                session.persist(guild);
                Fellow ada = new Fellow("Ada");
                ada.nick = "A";
                ada.tags.add("t");
                session.persist(ada);
                Fellow bea = new Fellow("Bea");
                bea.boss = ada;
                bea.guild = guild;
                bea.mates.add(ada);
                session.persist(bea);
            });
            newer.sync(older);
            assertThat(older.count(OldFellow.class)).isEqualTo(2);
            older.run(session -> session.createMutationQuery("update OldFellow set name = 'Beatrix' where name = 'Bea'")
                    .executeUpdate());

            try (SmallPeer upgraded = older.upgraded(Fellow.class, Guild.class)) {
                upgraded.run(session -> {
                    Fellow ada = session.createSelectionQuery("from Fellow where name = 'Ada'", Fellow.class)
                            .getSingleResult();
                    assertThat(ada.nick).isEqualTo("A");
                    assertThat(ada.tags).containsExactly("t");
                });
                upgraded.serialize();
                upgraded.replica().deserialize(SmallPeer.PROFILE, Filter.EVERYTHING);
                upgraded.run(session -> {
                    Fellow bea = session.createSelectionQuery("from Fellow where name = 'Beatrix'", Fellow.class)
                            .getSingleResult();
                    assertThat(bea.boss.name).isEqualTo("Ada");
                    assertThat(bea.guild.title).isEqualTo("masons");
                    assertThat(bea.mates).containsExactly(bea.boss);
                });
                assertThat(upgraded.reasons()).isEmpty();
                assertThat(upgraded.replica().rescan(SmallPeer.PROFILE)).isEqualTo(new RescanResult(0, 0, 0));
                upgraded.sync(newer);
                newer.run(session -> {
                    Fellow bea = session.createSelectionQuery("from Fellow where name = 'Beatrix'", Fellow.class)
                            .getSingleResult();
                    assertThat(bea.boss.nick).isEqualTo("A");
                    assertThat(bea.guild.title).isEqualTo("masons");
                });
            }
        }
    }
}
