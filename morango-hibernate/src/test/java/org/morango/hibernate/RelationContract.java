package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.hibernate.Hibernate;
import org.junit.jupiter.api.Test;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.hibernate.model.Badge;
import org.morango.hibernate.model.Learner;
import org.morango.hibernate.model.Person;
import org.morango.hibernate.model.Player;
import org.morango.hibernate.model.Team;
import org.morango.record.Ids;
import org.morango.record.SyncRecord;
import org.morango.replica.DeserializeResult;

/** References of all kinds: several to the own model, circles, and collections of other records. */
abstract class RelationContract extends PeerContract {
    RelationContract(ReplicaContract.Peers peers) {
        super(peers);
    }

    @Test
    void firstReferenceToItselfIsTheOneOnTheWire() {
        String[] ids = family(here);
        here.serialize();
        assertThat(here.store(ids[2]).selfReference()).isEqualTo(ids[0]);
        assertThat(here.content(ids[2]).get("mother_id").stringValue()).isEqualTo(ids[0]);
        assertThat(here.content(ids[2]).get("father_id").stringValue()).isEqualTo(ids[1]);
    }

    /** Makes a mother, a father, and their child. */
    private static String[] family(TestPeer peer) {
        return peer.get(s -> {
            Person mother = new Person("mother");
            Person father = new Person("father");
            Person child = new Person("child");
            s.persist(mother);
            s.persist(father);
            child.mother = mother;
            child.father = father;
            s.persist(child);
            return new String[] {mother.getId(), father.getId(), child.getId()};
        });
    }

    @Test
    void familyArrives() {
        String[] ids = family(here);
        assertThat(here.sync(there)).isEqualTo(new DeserializeResult(3, 0, 0));
        there.run(s -> {
            Person child = s.find(Person.class, ids[2]);
            assertThat(child.mother.getId()).isEqualTo(ids[0]);
            assertThat(child.father.getId()).isEqualTo(ids[1]);
        });
    }

    @Test
    void circleOfTwoModelsIsWrittenWithAllItsReferences() {
        String[] ids = team(here);
        assertThat(here.sync(there)).isEqualTo(new DeserializeResult(2, 0, 0));
        there.run(s -> {
            assertThat(s.find(Team.class, ids[0]).captain.getId()).isEqualTo(ids[1]);
            assertThat(((Player) Hibernate.unproxy(s.find(Player.class, ids[1]))).team.getId())
                    .isEqualTo(ids[0]);
        });
        assertThat(there.changed(Team.class)).isEmpty();
        assertThat(there.pending()).isEmpty();
    }

    /** Makes a team and its captain. */
    private static String[] team(TestPeer peer) {
        return peer.get(s -> {
            Team team = new Team("reds");
            s.persist(team);
            Player captain = new Player("ann", team);
            s.persist(captain);
            team.captain = captain;
            return new String[] {team.getId(), captain.getId()};
        });
    }

    @Test
    void circleWhoseOtherSideIsNotHereWaits() {
        SyncRecord player = player("ann", "reds");
        SyncRecord team = team("reds", player.id());
        here.receive(team);
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(0, 0, 1));
        assertThat(here.count(Team.class)).isZero();
        here.receive(player);
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(2, 0, 0));
        assertThat(here.<String>get(s -> s.find(Team.class, team.id()).captain.getId()))
                .isEqualTo(player.id());
    }

    @Test
    void circleWithARecordThatDoesNotFitIsUnfinishedUntilItDoes() {
        SyncRecord team = team("reds", player("ann", "reds").id());
        SyncRecord unfit = Records.record(
                player("ann", "reds").id(), "player", "ann", "teams", "{\"name\":5,\"team_id\":\"" + team.id() + "\"}");
        here.receive(team, unfit);
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(0, 0, 2));
        assertThat(here.isPending(team.id())).isTrue();
        assertThat(here.reason(team.id())).contains("captain_id").contains(unfit.id());
        here.receive(Records.next(unfit, player("ann", "reds").serialized()));
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(2, 0, 0));
        assertThat(here.<String>get(s -> s.find(Team.class, team.id()).captain.getId()))
                .isEqualTo(unfit.id());
    }

    @Test
    void manyCirclesAreWrittenInAFewRounds() {
        List<SyncRecord> records = new ArrayList<>();
        for (int i = 0; i < 700; i++) {
            SyncRecord player = player("p" + i, "t" + i);
            records.add(player);
            records.add(team("t" + i, player.id()));
        }
        Collections.shuffle(records, new Random(5));
        here.receive(records);
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(1_400, 0, 0));
        assertThat(here.<Long>get(
                        s -> s.createSelectionQuery("select count(*) from Team t where t.captain.team = t", Long.class)
                                .getSingleResult()))
                .isEqualTo(700);
    }

    @Test
    void deletedCircleGoes() {
        String[] ids = team(here);
        here.sync(there);
        there.run(s -> s.persist(new Player("bob", s.find(Team.class, ids[0]))));
        there.serialize();
        here.run(s -> {
            Team team = s.find(Team.class, ids[0]);
            team.captain = null;
            s.flush();
            s.remove(s.find(Player.class, ids[1]));
            s.remove(team);
        });
        here.sync(there);
        assertThat(there.count(Team.class)).isZero();
        assertThat(there.count(Player.class)).isZero();
        there.sync(here);
        assertThat(here.store()).allMatch(r -> r.deleted);
        assertThat(here.pending()).isEmpty();
        assertThat(there.store()).allMatch(r -> r.deleted);
        assertThat(there.pending()).isEmpty();
    }

    private static SyncRecord team(String name, String captain) {
        return Records.record(
                Ids.recordId("teams", name, "team"),
                "team",
                name,
                "teams",
                "{\"name\":\"" + name + "\",\"captain_id\":" + (captain == null ? null : "\"" + captain + "\"") + "}");
    }

    private static SyncRecord player(String name, String team) {
        return Records.record(
                Ids.recordId("teams", name, "player"),
                "player",
                name,
                "teams",
                "{\"name\":\"" + name + "\",\"team_id\":\"" + Ids.recordId("teams", team, "team") + "\"}");
    }

    @Test
    void listedRecordsArriveInTheirOrder() {
        String[] ids = fans(here);
        assertThat(here.sync(there)).isEqualTo(new DeserializeResult(5, 0, 0));
        assertThat(teams(there, ids[0])).containsExactly("blues", "reds", "greens");
        assertThat(friends(there, ids[0])).containsExactly("bea");
        assertThat(friends(there, ids[1])).containsExactly("ada");
        here.change(Person.class, ids[0], p -> {
            p.teams.remove(1);
            p.friends.clear();
            p.name = "Ada";
        });
        assertThat(here.sync(there)).isEqualTo(new DeserializeResult(1, 0, 0));
        assertThat(teams(there, ids[0])).containsExactly("blues", "greens");
        assertThat(friends(there, ids[0])).isEmpty();
        assertThat(friends(there, ids[1])).hasSize(1);
    }

    /** Makes two friends, one of whom likes three teams. */
    private static String[] fans(TestPeer peer) {
        return peer.get(s -> {
            Person ada = new Person("ada");
            Person bea = new Person("bea");
            s.persist(ada);
            s.persist(bea);
            ada.friends.add(bea);
            bea.friends.add(ada);
            for (String name : new String[] {"blues", "reds", "greens"}) {
                Team team = new Team(name);
                s.persist(team);
                ada.teams.add(team);
            }
            return new String[] {ada.getId(), bea.getId()};
        });
    }

    private static List<String> teams(TestPeer peer, String id) {
        return peer.get(s -> s.find(Person.class, id).teams.stream()
                .map(t -> ((Team) Hibernate.unproxy(t)).name)
                .toList());
    }

    private static Set<String> friends(TestPeer peer, String id) {
        Set<String> names = new HashSet<>();
        peer.run(s -> s.find(Person.class, id).friends.forEach(f -> names.add(((Person) Hibernate.unproxy(f)).name)));
        return names;
    }

    @Test
    void recordWaitsForTheRecordsItLists() {
        SyncRecord team = team("reds", null);
        SyncRecord fan = fan("[\"" + team.id() + "\"]");
        here.receive(fan);
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(0, 0, 1));
        assertThat(here.reason(fan.id())).contains("favourites").contains(team.id());
        here.receive(Records.record(team.id(), "team", "reds", "teams", "{\"name\":\"reds\"}"));
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(2, 0, 0));
        assertThat(teams(here, fan.id())).containsExactly("reds");
    }

    private static SyncRecord fan(String teams) {
        return Records.record(
                Ids.recordId("people", "fan", "person"),
                "person",
                "fan",
                "people",
                "{\"name\":\"fan\",\"color\":\"#000000\",\"favourites\":" + teams + "}");
    }

    @Test
    void deletedRecordIsListedNoMore() {
        String[] ids = fans(here);
        here.sync(there);
        String reds = Ids.recordId("teams", "reds", "team");
        here.run(s -> {
            Team team = s.find(Team.class, reds);
            s.find(Person.class, ids[0]).teams.remove(team);
            s.remove(team);
            Person bea = s.find(Person.class, ids[1]);
            s.find(Person.class, ids[0]).friends.remove(bea);
            s.remove(bea);
        });
        here.sync(there);
        assertThat(there.count(Team.class)).isEqualTo(2);
        assertThat(there.count(Person.class)).isEqualTo(1);
        assertThat(teams(there, ids[0])).containsExactly("blues", "greens");
        assertThat(friends(there, ids[0])).isEmpty();
        assertThat(there.changed(Person.class)).isEmpty();
    }

    @Test
    void linkToADeletedRecordIsDropped() {
        SyncRecord gone = Records.record(Ids.recordId("teams", "reds", "team"), "team", "reds", "teams", "{}");
        SyncRecord kept = Records.record(
                Ids.recordId("teams", "blues", "team"), "team", "blues", "teams", "{\"name\":\"blues\"}");
        SyncRecord fan = fan("[\"" + gone.id() + "\",\"" + kept.id() + "\"]");
        here.receive(Records.deleted(gone, false), kept, fan);
        assertThat(here.deserialize().failed()).isZero();
        assertThat(teams(here, fan.id())).containsExactly("blues");
        StoreRow row = here.store(fan.id());
        assertThat(row.deleted).isFalse();
        assertThat(here.isPending(fan.id())).isFalse();
    }

    @Test
    void oneToOneTravels() {
        here.persist(new Learner(ADA, "ada"));
        here.persist(new Learner(BEA, "bea"));
        Badge badge = new Badge(here.find(Learner.class, ADA));
        here.persist(badge);
        here.sync(there);
        assertThat(here.content(badge.getId()).get("holder_id").stringValue()).isEqualTo(ADA);
        assertThat(holder(badge)).isEqualTo(ADA);

        here.run(session -> session.find(Badge.class, badge.getId()).holder = session.find(Learner.class, BEA));
        here.sync(there);
        assertThat(holder(badge)).isEqualTo(BEA);

        here.run(session -> session.persist(new Badge(session.find(Learner.class, ADA))));
        there.run(session -> session.persist(new Badge(session.find(Learner.class, ADA))));
        there.serialize();
        here.sync(there);
        assertThat(there.pending())
                .singleElement()
                .satisfies(id -> assertThat(there.reason(id)).contains("holder"));
    }

    private String holder(Badge badge) {
        return there.get(
                session -> session.find(Badge.class, badge.getId()).holder.getId());
    }
}
