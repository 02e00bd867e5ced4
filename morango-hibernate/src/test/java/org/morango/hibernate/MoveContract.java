package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.hibernate.Hibernate;
import org.junit.jupiter.api.Test;
import org.morango.hibernate.clinic.Allergy;
import org.morango.hibernate.clinic.Bed;
import org.morango.hibernate.clinic.Patient;
import org.morango.hibernate.clinic.Referral;
import org.morango.hibernate.clinic.Repair;
import org.morango.hibernate.clinic.Station;
import org.morango.hibernate.clinic.Visit;
import org.morango.hibernate.internal.model.RecordContent;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.hibernate.model.Learner;
import org.morango.hibernate.model.SummaryLog;
import org.morango.merge.ConflictResolver;
import org.morango.merge.Succession;
import org.morango.record.Filter;

/** A row comes to belong to another partition. */
abstract class MoveContract extends NaturalMoveContract {
    private static final Filter NORTH = Filter.parse(ROOT.id() + ":sites:north:");
    private static final Filter SOUTH = Filter.parse(ROOT.id() + ":sites:south:");
    private static final Filter REPAIRS = Filter.parse(ROOT.id() + ":repairs:");

    MoveContract(ReplicaContract.Peers peers) {
        super(peers);
    }

    private void mergeFields() {
        List.of(here, there).forEach(peer -> peer.onConflict(Station.class, model -> ConflictResolver.fieldByField()));
    }

    @Test
    void rowStaysAndItsRecordIsContinuedElsewhere() {
        String old = shared();
        Long mine = key(here, Station.class);
        Long theirs = key(there, Station.class);
        station(here, s -> s.site = "south");
        here.sync(there);
        String now = recordId(here, Station.class, mine);
        assertThat(now).isNotEqualTo(old);
        for (TestPeer peer : List.of(here, there)) {
            StoreRow before = peer.store(old);
            assertThat(before.hardDeleted).isTrue();
            assertThat(before.serialized()).isEqualTo("{\"_morango_successors\":[\"" + now + "\"]}");
            assertThat(before.successor).isEqualTo(now);
            assertThat(peer.store(now).partition).isEqualTo(ROOT.id() + ":sites:south:");
            assertThat(Succession.of(peer.store(now).serialized()).predecessor())
                    .isEqualTo(old);
            assertThat(stations(peer)).containsExactly("south A");
        }
        assertThat(recordId(there, Station.class, theirs)).isEqualTo(now);
        assertThat(key(here, Station.class)).isEqualTo(mine);
        assertSettled(here, there);

        // Changes go on as before, from either side.
        station(there, s -> s.name = "B");
        there.sync(here);
        station(here, s -> s.site = "north");
        here.sync(there);
        assertThat(stations(here)).containsExactly("north B");
        assertThat(stations(there)).containsExactly("north B");
        assertThat(key(there, Station.class)).isEqualTo(theirs);
        assertThat(recordId(there, Station.class, theirs)).isEqualTo(recordId(here, Station.class, mine));
        assertSettled(here, there);
    }

    @Test
    void whatRefersToItStaysOrMovesWithIt() {
        shared();
        here.run(session -> {
            Station station = only(session, Station.class);
            session.persist(new Repair(station, "lamp"));
            session.persist(new Bed(station, "1"));
            session.persist(new Bed(station, "2"));
        });
        here.sync(there);
        Long station = key(here, Station.class);
        assertThat(here.replica().rows().movingWith(Station.class, station)).isEqualTo(Map.of(Bed.class, 2L));
        String old = recordId(here, Station.class, station);
        String repair = recordId(there, Repair.class, key(there, Repair.class));
        long version = there.store(repair).lastSavedCounter;
        station(here, s -> s.site = "south");
        here.sync(there);
        String now = recordId(here, Station.class, station);
        assertThat(there.replica().rows().key(Station.class, old))
                .isEqualTo(there.replica().rows().key(Station.class, now))
                .isPresent();
        for (TestPeer peer : List.of(here, there)) {
            assertThat(peer.count(Repair.class)).isEqualTo(1);
            assertThat(peer.store(repair).lastSavedCounter).isEqualTo(version);
            List<StoreRow> beds = peer.store().stream()
                    .filter(row -> row.modelName.equals("bed") && !row.deleted)
                    .toList();
            assertThat(beds).hasSize(2).allMatch(row -> row.partition.equals(ROOT.id() + ":stations:" + now + ":"));
            assertThat(texts(peer, "select b.label || b.station.site from Bed b order by b.label"))
                    .containsExactly("1south", "2south");
        }
        assertSettled(here, there);

        // A new record refers to it by its new id, and an old one by its old one.
        here.run(session -> session.persist(new Repair(only(session, Station.class), "sink")));
        here.run(session -> session.createSelectionQuery("from Repair r where r.text = 'lamp'", Repair.class)
                .getSingleResult()
                .text = "lamp, done");
        here.sync(there);
        assertThat(texts(there, "select r.text || r.station.site from Repair r order by r.text"))
                .containsExactly("lamp, donesouth", "sinksouth");
        assertSettled(here, there);
    }

    @Test
    void recordsStateMovedOnesAsBeforeUntilTheyReferToOthers() {
        shared();
        here.run(session -> {
            Patient ada = new Patient("Ada");
            session.persist(ada);
            session.persist(new Patient("Kim"));
            session.persist(new Visit(ada, "cough"));
            session.persist(new Repair(only(session, Station.class), "lamp"));
            session.persist(new Allergy("nuts", null));
            session.persist(new Referral(ada));
        });
        here.run(session -> only(session, Referral.class).visitIds.add(only(session, Visit.class).id));
        here.sync(there);
        StoreRow repair = there.store(recordId(there, Repair.class, key(there, Repair.class)));
        StoreRow referral = there.store(recordId(there, Referral.class, key(there, Referral.class)));
        here.run(session -> {
            only(session, Station.class).site = "south";
            only(session, Visit.class).patient = named(session, "Kim");
        });
        here.sync(there);

        // Rows that are looked at again, and have not changed, get no new versions.
        for (TestPeer peer : List.of(here, there)) {
            peer.run(session -> {
                session.createMutationQuery("update Repair set text = text").executeUpdate();
                session.createMutationQuery("update Referral set patientId = patientId")
                        .executeUpdate();
            });
            peer.serialize();
            assertThat(peer.store(repair.id).lastSavedCounter).isEqualTo(repair.lastSavedCounter);
            assertThat(peer.store(referral.id).lastSavedCounter).isEqualTo(referral.lastSavedCounter);
        }
        // A change of another value is one of that value alone.
        there.run(session -> only(session, Repair.class).text = "lamp, done");
        there.run(session ->
                only(session, Referral.class).allergyNumbers.put("nuts", only(session, Allergy.class).number));
        there.sync(here);
        assertThat(here.store(repair.id).serialized())
                .isEqualTo(repair.serialized().replace("lamp", "lamp, done"));
        assertThat(RecordContent.members(here.store(referral.id).serialized()).get("visit_ids"))
                .isEqualTo(RecordContent.members(referral.serialized()).get("visit_ids"));
        assertSettled(here, there);
    }

    @Test
    void peerThatSeesOnlyOneSideLosesOrGetsIt() {
        String old = shared();
        station(here, s -> s.site = "south");
        here.sync(there, NORTH);
        assertThat(there.count(Station.class)).isZero();
        assertThat(there.store(old).serialized()).doesNotContain("\"A\"");
        assertSettled(there);
        here.sync(there, SOUTH);
        assertThat(stations(there)).containsExactly("south A");
        assertSettled(there);
    }

    @Test
    void rowToWhichOthersReferWaitsForTheOtherHalf() {
        String old = shared();
        here.run(session -> session.persist(new Repair(only(session, Station.class), "lamp")));
        here.sync(there);
        Long theirs = key(there, Station.class);
        station(here, s -> s.site = "south");
        here.sync(there, NORTH);
        assertThat(there.reason(old)).contains("has moved");
        assertThat(there.count(Repair.class)).isEqualTo(1);
        here.sync(there, SOUTH);
        assertThat(stations(there)).containsExactly("south A");
        assertThat(key(there, Station.class)).isEqualTo(theirs);
        assertThat(there.count(Repair.class)).isEqualTo(1);
        assertSettled(there);
    }

    @Test
    void otherHalfMayComeFirst() {
        shared();
        Long theirs = key(there, Station.class);
        station(here, s -> s.site = "south");
        here.sync(there, SOUTH);
        String now = recordId(here, Station.class, key(here, Station.class));
        assertThat(there.reason(now)).contains("it continues record");
        assertThat(stations(there)).containsExactly("north A");
        here.sync(there, NORTH);
        there.deserialize();
        assertThat(stations(there)).containsExactly("south A");
        assertThat(key(there, Station.class)).isEqualTo(theirs);
        assertSettled(there);
    }

    @Test
    void referringRecordArrivesAfterTheMove() {
        String old = shared();
        there.run(session -> session.persist(new Repair(only(session, Station.class), "lamp")));
        there.serialize();
        station(here, s -> s.site = "south");
        here.serialize();
        there.sync(here, REPAIRS);
        assertThat(here.count(Repair.class)).isEqualTo(1);
        assertThat(here.store().stream().filter(row -> row.modelName.equals("repair")))
                .allMatch(row -> row.serialized().contains(old));
        assertSettled(here);
    }

    @Test
    void changeOfTheOtherPeerIsMergedIntoTheSuccessor() {
        mergeFields();
        shared();
        Long theirs = key(there, Station.class);
        station(here, s -> s.site = "south");
        station(there, s -> s.name = "B");
        here.sync(there);
        assertThat(stations(there)).containsExactly("south B");
        there.sync(here);
        here.sync(there);
        for (TestPeer peer : List.of(here, there)) {
            assertThat(stations(peer)).containsExactly("south B");
        }
        assertThat(key(there, Station.class)).isEqualTo(theirs);
        assertSettled(here, there);
    }

    @Test
    void changeThatWasSyncedBeforeIsMergedToo() {
        mergeFields();
        shared();
        station(there, s -> s.name = "B");
        there.serialize();
        station(here, s -> s.site = "south");
        here.serialize();
        there.sync(here, NORTH);
        assertThat(stations(here)).containsExactly("south B");
        here.sync(there);
        there.sync(here);
        for (TestPeer peer : List.of(here, there)) {
            assertThat(stations(peer)).containsExactly("south B");
        }
        assertSettled(here, there);
    }

    @Test
    void changeIsKeptWithTheDefaultStrategy() {
        shared();
        station(there, s -> s.name = "B");
        there.serialize();
        station(here, s -> s.site = "south");
        here.sync(there);
        there.sync(here);
        here.sync(there);
        String now = recordId(here, Station.class, key(here, Station.class));
        for (TestPeer peer : List.of(here, there)) {
            assertThat(stations(peer)).containsExactly("south A");
            assertThat(peer.store(now).conflictingData()).contains("\"B\"");
        }
        assertSettled(here, there);
    }

    @Test
    void changeWithoutSightOfTheSuccessorKeepsTheRecordUntilSomebodySeesBoth() {
        mergeFields();
        shared();
        station(there, s -> s.name = "B");
        there.serialize();
        station(here, s -> s.site = "south");
        here.sync(there, NORTH);
        assertThat(stations(there)).containsExactly("north B");
        there.sync(here, NORTH);
        assertThat(stations(here)).containsExactly("south B");
        here.sync(there, NORTH);
        assertThat(there.count(Station.class)).isZero();
        assertSettled(here, there);
    }

    @Test
    void deletionOfTheOtherPeerDeletesTheSuccessor() {
        shared();
        station(here, s -> s.site = "south");
        there.run(session -> session.remove(only(session, Station.class)));
        here.sync(there);
        there.sync(here);
        here.sync(there);
        for (TestPeer peer : List.of(here, there)) {
            assertThat(peer.count(Station.class)).isZero();
        }
        assertSettled(here, there);
    }

    @Test
    void lowestOfTwoSuccessorsStays() {
        mergeFields();
        String old = shared();
        Long mine = key(here, Station.class);
        Long theirs = key(there, Station.class);
        station(here, s -> s.site = "south");
        station(there, s -> s.site = "east");
        here.serialize();
        there.serialize();
        for (int round = 0; round < 3; round++) {
            here.sync(there);
            there.sync(here);
        }
        String first = Succession.of(here.store(old).serialized()).successor();
        for (TestPeer peer : List.of(here, there)) {
            assertThat(peer.count(Station.class)).isEqualTo(1);
            assertThat(peer.store().stream().filter(row -> !row.deleted && row.modelName.equals("station")))
                    .extracting(row -> row.id)
                    .containsExactly(first);
        }
        assertThat(stations(here)).isEqualTo(stations(there));
        assertThat(key(here, Station.class)).isEqualTo(mine);
        assertThat(key(there, Station.class)).isEqualTo(theirs);
        assertSettled(here, there);
    }

    @Test
    void bothMoveItToTheSamePlace() {
        shared();
        Long theirs = key(there, Station.class);
        station(here, s -> s.site = "south");
        station(there, s -> s.site = "south");
        for (int round = 0; round < 2; round++) {
            here.sync(there);
            there.sync(here);
        }
        assertThat(stations(here)).containsExactly("south A");
        assertThat(stations(there)).containsExactly("south A");
        assertThat(key(there, Station.class)).isEqualTo(theirs);
        assertSettled(here, there);
    }

    @Test
    void oneHalfAloneIsNotBelieved() {
        String old = shared();
        here.run(session -> session.persist(new Station("south", "other")));
        here.sync(there);
        String other = here.store().stream()
                .filter(row -> row.partition.endsWith(":south:"))
                .map(row -> row.id)
                .findFirst()
                .orElseThrow();
        // A peer that may write the one partition names a record of the other.
        Long key = here.get(
                session -> session.createSelectionQuery("select s.id from Station s where s.site = 'north'", Long.class)
                        .getSingleResult());
        here.run(session -> session.remove(session.find(Station.class, key)));
        here.serialize();
        here.run(session -> {
            StoreRow row = session.find(StoreRow.class, old);
            row.hardDeleted = true;
            row.serialized("{\"_morango_successors\":[\"" + other + "\"]}");
        });
        here.sync(there);
        assertThat(stations(there)).containsExactly("south other");
        assertThat(there.store(old).successor).isNull();
        assertSettled(there);
    }

    @Test
    void rowThatOthersReferToStaysWhilePlainMorangoIsAllowed() {
        String old = shared();
        here.restart(settings -> settings.trust(trust -> trust.allowPlainMorango(true)));
        here.run(session -> session.persist(new Repair(only(session, Station.class), "lamp")));
        station(here, s -> s.site = "south");
        here.serialize();
        assertThat(here.replica().heldBack().first(10))
                .singleElement()
                .satisfies(row -> assertThat(row.reason()).contains("Moves.ALWAYS"));
        here.run(session -> session.remove(only(session, Repair.class)));
        here.replica().retryHeldBack();
        here.sync(there);
        assertThat(there.store(old).hardDeleted).isTrue();
        assertThat(stations(there)).containsExactly("south A");
    }

    @Test
    void rowThatBelongsNowhereIsHeldBack() {
        shared();
        station(here, s -> s.site = null);
        here.serialize();
        assertThat(here.replica().heldBack().first(5)).singleElement().satisfies(held -> {
            assertThat(held.entity()).isEqualTo(Station.class);
            assertThat(held.id()).isEqualTo(key(here, Station.class).toString());
            assertThat(held.reason()).contains("its values say none now");
        });
        station(here, s -> {
            s.site = "north";
            s.name = "B";
        });
        here.sync(there);
        assertThat(here.replica().heldBack().count()).isZero();
        assertThat(stations(there)).containsExactly("north B");
    }

    @Test
    void visitOfAnotherPatientMoves() {
        here.run(session -> {
            Patient ada = new Patient("Ada");
            session.persist(ada);
            session.persist(new Patient("Kim"));
            session.persist(new Visit(ada, "cough"));
        });
        here.sync(there);
        here.run(session -> only(session, Visit.class).patient = named(session, "Kim"));
        here.sync(there);
        for (TestPeer peer : List.of(here, there)) {
            assertThat(texts(peer, "select v.patient.name from Visit v")).containsExactly("Kim");
        }
        assertSettled(here, there);
    }

    @Test
    void entityWhoseKeyIsTheIdOfItsRecordCannotMove() {
        Learner ada = new Learner(ADA, "ada");
        Learner kim = new Learner(BEA, "kim");
        SummaryLog log = new SummaryLog(ada, "c");
        here.run(session -> List.of(ada, kim, log).forEach(session::persist));
        assertThatThrownBy(() -> here.change(SummaryLog.class, log.getId(), changed -> {
                    Hibernate.initialize(changed.user);
                    changed.user = kim;
                }))
                .hasStackTraceContaining("To move it, remove the entity");
        assertThat(texts(here, "select l.user.username from SummaryLog l")).containsExactly("ada");
    }
}
