package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.morango.common.MorangoException;
import org.morango.hibernate.mapping.SyncableEntity;
import org.morango.hibernate.model.Facility;
import org.morango.hibernate.model.Learner;
import org.morango.hibernate.model.Lesson;
import org.morango.hibernate.model.Sample;
import org.morango.hibernate.report.RescanResult;
import org.morango.record.Ids;
import org.morango.record.SyncRecord;
import org.morango.replica.DeserializeResult;

/** Changes that were not captured are found by comparing the tables with the store. */
abstract class RescanContract extends PeerContract {
    private static final RescanResult NOTHING = new RescanResult(0, 0, 0);

    RescanContract(ReplicaContract.Peers peers) {
        super(peers);
    }

    private RescanResult rescan() {
        return here.replica().rescan(TestPeer.PROFILE);
    }

    @Test
    void jdbcWorkIsFound() {
        String kept = here.persist(new Lesson("p", "kept"));
        String changed = here.persist(new Lesson("p", "changed"));
        String gone = here.persist(new Lesson("p", "gone"));
        here.serialize();
        here.elsewhere(
                "update Lesson set title = 'new' where title = 'changed'",
                "delete from Lesson where title = 'gone'",
                SqlContract.insert(SqlContract.OTHER));
        here.serialize();
        assertThat(here.store(changed).lastSavedCounter)
                .as("nothing tells of it")
                .isEqualTo(1);

        assertThat(rescan()).isEqualTo(new RescanResult(1, 1, 1));
        assertThat(here.changed(Lesson.class)).containsExactlyInAnyOrder(changed, SqlContract.OTHER);
        here.serialize();
        assertThat(here.content(changed).get("title").stringValue()).isEqualTo("new");
        assertThat(here.content(SqlContract.OTHER).get("title").stringValue()).isEqualTo(Lesson.SHARED);
        assertThat(here.store(gone).deleted).isTrue();
        assertThat(here.store(kept).lastSavedCounter).isEqualTo(1);
        assertThat(rescan()).isEqualTo(NOTHING);
    }

    @Test
    void rowThatAnotherProgramNotesNeedsNoRescan() {
        String one = here.persist(new Lesson("p", "one"));
        here.serialize();
        here.elsewhere("update Lesson set title = 'new'");
        here.elsewhereNoted(Lesson.class, SqlContract.insert(SqlContract.OTHER));
        here.serialize();
        assertThat(here.content(one).get("title").stringValue()).isEqualTo("new");
        assertThat(here.content(SqlContract.OTHER).get("title").stringValue()).isEqualTo(Lesson.SHARED);
    }

    @Test
    void rowInsertedAgainAfterItsDeletionIsFound() {
        here.elsewhereNoted(Lesson.class, SqlContract.insert(SqlContract.OTHER));
        here.serialize();
        here.remove(Lesson.class, SqlContract.OTHER);
        here.serialize();
        here.elsewhere(SqlContract.insert(SqlContract.OTHER));
        assertThat(rescan()).isEqualTo(new RescanResult(1, 0, 0));
        here.serialize();
        assertThat(here.store(SqlContract.OTHER).deleted).isFalse();
    }

    @Test
    void oneEntityCanBeRescannedAlone() {
        here.persist(new Lesson("p", "one"));
        here.persist(new Facility("f", null));
        here.serialize();
        here.elsewhere("delete from Lesson", "delete from Facility");
        assertThat(here.replica().rescan(Lesson.class)).isEqualTo(new RescanResult(0, 0, 1));
        assertThat(here.replica().rescan(Facility.class)).isEqualTo(new RescanResult(0, 0, 1));
        assertThatThrownBy(() -> here.replica().rescan(SyncableEntity.class))
                .isInstanceOf(MorangoException.class)
                .hasMessageContaining("not a synced entity");
    }

    @Test
    void rescanGoesThroughAllPages() {
        List<String> ids = new ArrayList<>();
        here.run(session -> {
            for (int i = 0; i < 2_100; i++) {
                Lesson lesson = new Lesson("p", "t" + i);
                lesson.level = i % 2;
                session.persist(lesson);
                ids.add(lesson.getId());
            }
        });
        here.serialize();
        here.elsewhere("update Lesson set title = 'new' where level = 0", "delete from Lesson where level = 1");
        assertThat(rescan()).isEqualTo(new RescanResult(0, 1_050, 1_050));
        here.serialize();
        assertThat(here.store())
                .hasSize(2_100)
                .allMatch(row -> row.deleted || row.serialized().contains("new"));

        here.run(session ->
                session.createNativeMutationQuery("delete from Lesson").executeUpdate());
        here.serialize();
        assertThat(here.store()).allMatch(row -> row.deleted);
    }

    @Test
    void valuesThatOtherPeersWriteInAnotherFormAreTheSame() {
        here.receive(
                Records.user(ADA, "{\"username\":\"ada\",\"is_staff\":true,\"credit\":\"1.5\",\"unknown\":[1]}"),
                Records.user(BEA, "{\"username\":\"bea\",\"is_staff\":false,\"credit\":2}"),
                Records.facility("f", "{\"name\":\"f\",\"now_date\":\"2026-11-23T00:26:50Z\",\"parent_id\":null}"),
                sample(
                        "{\"bytes\":\"AP8B\",\"large\":5,\"approximate\":1e3,\"instant\":\"2026-11-23T00:26:50.5+01:00\"}"));
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(4, 0, 0));
        // A member that the record lacks got its default here, which is a change like any other.
        assertThat(here.replica().rescan(Learner.class)).isEqualTo(NOTHING);
        assertThat(here.replica().rescan(Facility.class)).isEqualTo(NOTHING);
        here.replica().rescan(Sample.class);
        here.serialize();
        assertThat(rescan()).isEqualTo(NOTHING);
        here.elsewhere("update Sample set bytes = null");
        assertThat(rescan()).isEqualTo(new RescanResult(0, 1, 0));
    }

    private static SyncRecord sample(String content) {
        return Records.record(Ids.recordId("samples", "s", "sample"), "sample", "s", "samples", content);
    }

    @Test
    void recordsThatWaitToBeWrittenAreLeftAlone() {
        SyncRecord waiting = Records.lesson("p", "s", "{\"place\":\"p\",\"title\":\"waiting\",\"level\":1}");
        SyncRecord next = Records.lesson("p", "t", "{\"place\":\"p\",\"title\":\"one\",\"level\":1}");
        here.receive(next);
        here.deserialize();
        here.receive(waiting, Records.next(next, "{\"place\":\"p\",\"title\":\"two\",\"level\":1}"));
        assertThat(rescan()).isEqualTo(NOTHING);
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(2, 0, 0));
        assertThat(rescan()).isEqualTo(NOTHING);
    }

    @Test
    void changesInSqlAreFoundBeforeWhatIsReceivedHidesThem() {
        String changed = here.persist(new Lesson("p", "changed"));
        String gone = here.persist(new Lesson("p", "gone"));
        here.sync(there);
        there.change(Lesson.class, changed, l -> l.level = 7);
        there.change(Lesson.class, gone, l -> l.level = 7);
        here.run(session -> {
            session.createNativeMutationQuery("update Lesson set title = 'new' where title = 'changed'")
                    .executeUpdate();
            session.createNativeMutationQuery("delete from Lesson where title = 'gone'")
                    .executeUpdate();
        });
        there.sync(here);
        assertThat(here.content(changed).get("title").stringValue()).isEqualTo("new");
        assertThat(here.store(changed).conflictingData()).contains("\"level\":7");
        assertThat(here.store(gone).deleted).isTrue();
        assertThat(here.find(Lesson.class, gone)).isNull();
    }
}
