package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.morango.counter.Claim;
import org.morango.counter.PartitionCounters;
import org.morango.hibernate.internal.store.StoreRecords;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.hibernate.model.Lesson;
import org.morango.hibernate.model.Person;
import org.morango.hibernate.model.Section;
import org.morango.hibernate.model.Team;
import org.morango.record.Filter;
import org.morango.record.SyncRecord;
import org.morango.replica.DeserializeResult;
import org.morango.session.Direction;
import org.morango.session.SyncSession;
import org.morango.session.TransferSession;

/** A deletion does not delete rows outside the filter of the transfer that has brought it. */
abstract class ReachContract extends PeerContract {
    ReachContract(ReplicaContract.Peers peers) {
        super(peers);
    }

    /** Makes a lesson in partition x with a section in x and one in y. */
    private Lesson lesson() {
        Lesson lesson = new Lesson("x", "t");
        lesson.add("inside");
        here.persist(lesson);
        here.change(Lesson.class, lesson.getId(), l -> {
            l.place = "y";
            l.add("outside");
        });
        here.serialize();
        return lesson;
    }

    private void receive(Filter filter, SyncRecord... records) {
        here.replica().sessions().create(SyncSession.asServer(ADA, Instant.EPOCH, "facilitydata", ADA, ADA));
        here.replica()
                .sessions()
                .create(TransferSession.opened(TestPeer.TRANSFER, ADA, filter, Direction.PUSH, Instant.EPOCH));
        here.replica().buffer(TestPeer.TRANSFER, List.of(records));
        here.replica()
                .integrate(
                        TestPeer.TRANSFER,
                        TestPeer.PROFILE,
                        Claim.known(PartitionCounters.of(Map.of(filter.toString(), Map.of(Records.PEER, 1L)))));
    }

    private SyncRecord deleted(String id, boolean hard) {
        StoreRow row = here.store(id);
        return Records.deleted(StoreRecords.read(row), hard);
    }

    @Test
    void deletionWaitsForWhatRefersToItFromOutside() {
        Lesson lesson = lesson();
        receive(Filter.of("x"), deleted(lesson.getId(), false));
        assertThat(here.replica().deserialize(TestPeer.PROFILE, Filter.of("x")))
                .isEqualTo(new DeserializeResult(0, 0, 1));
        assertThat(here.reason(lesson.getId())).contains("section").contains("does not reach");
        // It does not reach farther when it is tried again in a wider sync.
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(0, 0, 1));
        assertThat(here.count(Section.class)).isEqualTo(2);
        assertThat(here.deletions()).isEmpty();

        here.run(session -> session.createMutationQuery("delete from Section s where s.text = 'outside'")
                .executeUpdate());
        here.serialize();
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(0, 2, 0));
        assertThat(here.count(Lesson.class)).isZero();
        assertThat(here.count(Section.class)).isZero();
    }

    @Test
    void hardDeletionThatReachesAllTakesAllWithIt() {
        Lesson lesson = lesson();
        receive(Filter.of("x", "y"), deleted(lesson.getId(), true));
        here.deserialize();
        assertThat(here.count(Lesson.class)).isZero();
        assertThat(here.count(Section.class)).isZero();
    }

    @Test
    void recordThatIsMadeToReferToADeletedOneTakesNothingFromOutsideWithIt() {
        Lesson gone = new Lesson("x", "gone");
        here.persist(gone);
        Lesson lesson = lesson();
        here.remove(Lesson.class, gone.getId());
        here.serialize();
        StoreRow inside = here.store().stream()
                .filter(row -> row.serialized().contains("inside"))
                .findFirst()
                .orElseThrow();
        SyncRecord next =
                Records.next(StoreRecords.read(inside), inside.serialized().replace(lesson.getId(), gone.getId()));
        receive(Filter.of("x"), next);
        // Only the section is deleted.
        here.deserialize();
        assertThat(here.count(Section.class)).isEqualTo(1);
        assertThat(here.count(Lesson.class)).isEqualTo(1);
    }

    @Test
    void listsOutsideKeepWhatTheyList() {
        Team team = new Team("team");
        here.persist(team);
        Person person = new Person("p");
        here.run(session -> {
            person.teams.add(session.find(Team.class, team.getId()));
            session.persist(person);
        });
        here.serialize();
        SyncRecord deletion = deleted(team.getId(), false);
        receive(Filter.of("teams"), deletion);
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(0, 0, 1));
        assertThat(here.reason(team.getId())).contains("lists it");
        here.run(session -> session.find(Person.class, person.getId()).teams.clear());
        here.serialize();
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(0, 1, 0));
        assertThat(here.count(Team.class)).isZero();
    }
}
