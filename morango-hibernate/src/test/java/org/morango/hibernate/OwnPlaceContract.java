package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.morango.counter.Claim;
import org.morango.hibernate.model.Facility;
import org.morango.hibernate.model.Learner;
import org.morango.hibernate.model.Lesson;
import org.morango.hibernate.model.Section;
import org.morango.hibernate.model.SummaryLog;
import org.morango.record.Ids;
import org.morango.record.SyncRecord;
import org.morango.replica.DeserializeResult;

/** A certificate for partitions does not allow writing records of a model where its entities do not belong. */
abstract class OwnPlaceContract extends PeerContract {
    private static final String CLUB =
            "{\"name\":\"club\",\"now_date\":\"2026-11-23T00:26:50.904Z\",\"parent_id\":null}";

    OwnPlaceContract(ReplicaContract.Peers peers) {
        super(peers);
    }

    private static SyncRecord user(String id) {
        return Records.user(id, "{\"username\":\"" + id.substring(0, 5) + "\",\"is_staff\":false,\"credit\":null}");
    }

    private static SyncRecord misplaced(String model, String partition, String sourceId, String content) {
        return Records.record(Ids.recordId(partition, sourceId, model), model, sourceId, partition, content);
    }

    private static String log(String user) {
        return "{\"user_id\":\"" + user + "\",\"content_id\":\"c\"}";
    }

    private void integrate(SyncRecord... records) {
        here.replica().buffer(TestPeer.TRANSFER, List.of(records));
        here.replica().integrate(TestPeer.TRANSFER, TestPeer.PROFILE, Claim.NOTHING);
    }

    @Test
    void recordOfAnotherPartitionThanItsContentWaitsAndTheRestIsWritten() {
        SyncRecord facility = misplaced("facility", ADA + ":user", "club", CLUB);
        SyncRecord log = misplaced("contentsummarylog", ADA + ":user:summary", BEA + ":c", log(BEA));
        integrate(facility, log, user(ADA), user(BEA), Records.summary(ADA, "c", log(ADA)));
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(0, 0, 2));
        assertThat(here.pending()).containsExactlyInAnyOrder(facility.id(), log.id());
        assertThat(here.reason(facility.id()))
                .contains("its partition is \"" + ADA + ":user\"")
                .contains("Moves.STAY");
        assertThat(here.reason(log.id())).contains("that of its content is \"" + BEA + ":user:summary\"");
        assertThat(here.count(Facility.class)).isZero();
        assertThat(here.count(SummaryLog.class)).isEqualTo(1);
        assertThat(here.count(Learner.class)).isEqualTo(2);

        // Another attempt, by any sync, has the same result. Other peers may write the record.
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(0, 0, 2));
        assertThat(here.store(facility.id())).isNotNull();
    }

    @Test
    void recordOfAnotherSourceIdThanItsContentWaits() {
        SyncRecord log = Records.record(
                Ids.recordId(ADA + ":user:summary", ADA + ":other", "contentsummarylog"),
                "contentsummarylog",
                ADA + ":other",
                ADA + ":user:summary",
                log(ADA));
        here.receive(user(ADA), log);
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(1, 0, 1));
        assertThat(here.reason(log.id())).contains("source id").contains(ADA + ":c");
    }

    @Test
    void whatRefersToItWaitsForIt() {
        SyncRecord parent = misplaced("facility", ADA + ":user", "club", CLUB);
        SyncRecord child = Records.facility(
                "child",
                "{\"name\":\"child\",\"now_date\":\"2026-11-23T00:26:50.904Z\",\"parent_id\":\"" + parent.id() + "\"}");
        integrate(child, parent);
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(0, 0, 2));
        assertThat(here.reason(child.id())).contains("not here yet");
    }

    @Test
    void placeMayFollowFromWhatTheRecordRefersTo() {
        SyncRecord lesson = Records.lesson("x:y", "l", "{\"place\":\"x:y\",\"title\":\"t\",\"level\":1}");
        String content = "{\"lesson_id\":\"" + lesson.id() + "\",\"text\":\"t\"}";
        SyncRecord right = Records.section("x:y", "s", content);
        SyncRecord wrong = Records.section("x:z", "s", content);
        integrate(right, wrong, lesson);
        assertThat(here.deserialize().failed()).isEqualTo(1);
        assertThat(here.count(Section.class)).isEqualTo(1);
        assertThat(here.reason(wrong.id())).contains("that of its content is \"x:y\"");
    }

    @Test
    void rowKeepsItsPlaceWhateverItRefersToLater() {
        SyncRecord log = Records.summary(ADA, "c", log(ADA));
        integrate(user(ADA), user(BEA), log);
        integrate(Records.next(log, log(BEA)));
        assertThat(here.deserialize().failed()).isZero();
        assertThat(here.find(SummaryLog.class, log.id()).user.getId()).isEqualTo(BEA);
        assertThat(here.pending()).isEmpty();
    }

    @Test
    void recordsThatStayMayBeAnywhere() {
        SyncRecord lesson = Records.lesson("x:y", "l", "{\"place\":\"elsewhere\",\"title\":\"t\",\"level\":1}");
        integrate(lesson);
        assertThat(here.find(Lesson.class, lesson.id()).place).isEqualTo("elsewhere");
    }
}
