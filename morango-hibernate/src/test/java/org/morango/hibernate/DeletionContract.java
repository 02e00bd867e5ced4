package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.morango.counter.Claim;
import org.morango.hibernate.internal.store.BufferRow;
import org.morango.hibernate.internal.store.StoreRecords;
import org.morango.hibernate.model.Facility;
import org.morango.hibernate.model.Learner;
import org.morango.hibernate.model.Lesson;
import org.morango.hibernate.model.Section;
import org.morango.hibernate.model.SummaryLog;
import org.morango.record.SyncRecord;
import org.morango.replica.DeserializeResult;

/** Deletions travel, and delete the rows that refer to deleted ones. */
abstract class DeletionContract extends PeerContract {
    private static final String LEARNER = "{\"username\":\"ada\",\"is_staff\":true}";

    DeletionContract(ReplicaContract.Peers peers) {
        super(peers);
    }

    @Test
    void deletionTravels() {
        String kept = here.persist(new Facility("kept", null));
        String id = here.persist(new Facility("f", null));
        here.sync(there);
        here.remove(Facility.class, id);
        assertThat(here.sync(there)).isEqualTo(new DeserializeResult(0, 1, 0));
        assertThat(there.find(Facility.class, id)).isNull();
        assertThat(there.find(Facility.class, kept)).isNotNull();
        assertThat(there.store(id).deleted).isTrue();
        assertThat(there.store(id).serialized()).contains("\"f\"");
        assertThat(there.deletions()).isEmpty();
    }

    @Test
    void deletionOfARowThatWasChangedAndDeletedHereNeedsNothingMore() {
        String id = here.persist(new Facility("f", null));
        here.serialize();
        here.change(Facility.class, id, facility -> facility.name = "changed");
        here.receive(Records.deleted(StoreRecords.read(here.store(id)), false));
        assertThat(here.deserialize().failed()).isEqualTo(1);
        here.remove(Facility.class, id);
        assertThat(here.deserialize().failed()).isZero();
        assertThat(here.pending()).isEmpty();
    }

    @Test
    void hardDeletionTravelsWithoutContent() {
        here.persist(new Learner(ADA, "ada"));
        here.sync(there);
        here.run(session -> Morango.hardDelete(session, session.find(Learner.class, ADA)));
        here.sync(there);
        assertThat(there.count(Learner.class)).isZero();
        assertThat(there.store(ADA).hardDeleted).isTrue();
        assertThat(there.store(ADA).serialized()).isEqualTo("{}");
    }

    @Test
    void deletedParentTakesItsChildrenAndTheirDeletionTravels() {
        for (boolean hard : new boolean[] {false, true}) {
            clear();
            SyncRecord user = Records.user(ADA, LEARNER);
            here.receive(user);
            here.deserialize();
            List<String> logs = new ArrayList<>();
            here.run(session -> {
                Learner ada = session.find(Learner.class, ADA);
                for (int i = 0; i < 1_100; i++) {
                    SummaryLog log = new SummaryLog(ada, "c" + i);
                    session.persist(log);
                    logs.add(log.getId());
                }
            });
            here.serialize();
            here.receive(Records.deleted(user, hard));
            assertThat(here.deserialize()).isEqualTo(new DeserializeResult(0, 1_101, 0));
            assertThat(here.count(SummaryLog.class)).isZero();
            assertThat(here.count(Learner.class)).isZero();
            assertThat(here.deletions()).hasSize(1_100);
            here.serialize();
            for (String id : logs) {
                assertThat(here.store(id).deleted).isTrue();
                assertThat(here.store(id).hardDeleted).isEqualTo(hard);
                assertThat(here.store(id).lastSavedInstance).isEqualTo(here.instance());
            }
            assertThat(here.store(ADA).lastSavedInstance).isEqualTo(Records.PEER);
        }
    }

    @Test
    void receivedChildOfADeletedParentIsDeleted() {
        for (boolean hard : new boolean[] {false, true}) {
            clear();
            SyncRecord user = Records.user(ADA, LEARNER);
            here.receive(Records.deleted(user, hard));
            here.deserialize();
            SyncRecord log = Records.summary(ADA, "c1", "{\"user_id\":\"" + ADA + "\",\"content_id\":\"c1\"}");
            here.receive(log);
            assertThat(here.deserialize().failed()).isZero();
            assertThat(here.count(SummaryLog.class)).isZero();
            here.serialize();
            assertThat(here.store(log.id()).deleted).isTrue();
            assertThat(here.store(log.id()).hardDeleted).isEqualTo(hard);
            assertThat(here.store(log.id()).lastSavedInstance).isEqualTo(here.instance());
            assertThat(here.deletions()).isEmpty();
        }
    }

    @Test
    void rowMovedToADeletedParentIsDeletedWithItsChildren() {
        SyncRecord gone = Records.lesson("p", "gone", "{}");
        SyncRecord old = Records.facility("old", "{\"name\":\"old\"}");
        SyncRecord child = Records.facility("child", "{\"name\":\"child\",\"parent_id\":null}");
        here.receive(Records.deleted(gone, true), Records.deleted(old, true), child);
        here.deserialize();
        Facility grandchild = here.get(session -> {
            Facility created = new Facility("grandchild", session.find(Facility.class, child.id()));
            session.persist(created);
            return created;
        });
        here.serialize();
        here.receive(Records.next(child, "{\"name\":\"child\",\"parent_id\":\"" + old.id() + "\"}"));
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(0, 2, 0));
        assertThat(here.count(Facility.class)).isZero();
        here.serialize();
        assertThat(here.store(child.id()).hardDeleted).isTrue();
        assertThat(here.store(grandchild.getId()).hardDeleted).isTrue();
    }

    @Test
    void rowMovedToADeletedParentStaysWhileAChildHasLocalChanges() {
        SyncRecord old = Records.facility("old", "{\"name\":\"old\"}");
        SyncRecord child = Records.facility("child", "{\"name\":\"child\",\"parent_id\":null}");
        here.receive(Records.deleted(old, false), child, Records.user(ADA, LEARNER));
        here.deserialize();
        here.run(session -> session.persist(new Facility("grandchild", session.find(Facility.class, child.id()))));
        here.receive(
                Records.next(child, "{\"name\":\"child\",\"parent_id\":\"" + old.id() + "\"}"),
                Records.next(Records.user(ADA, LEARNER), "{\"username\":\"eve\"}"));
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(1, 0, 1));
        assertThat(here.count(Facility.class)).isEqualTo(2);
        assertThat(here.deletions()).isEmpty();
        here.serialize();
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(0, 2, 0));
    }

    @Test
    void childOfAParentDeletedInTheSameTransferIsDeleted() {
        SyncRecord user = Records.user(ADA, LEARNER);
        here.receive(user);
        here.deserialize();
        SyncRecord log = Records.summary(ADA, "c1", "{\"user_id\":\"" + ADA + "\",\"content_id\":\"c1\"}");
        here.receive(Records.deleted(user, true), log);
        assertThat(here.deserialize().failed()).isZero();
        assertThat(here.count(SummaryLog.class)).isZero();
        here.serialize();
        assertThat(here.store(log.id()).hardDeleted).isTrue();
    }

    @Test
    void rowWithALocalChangeIsNotDeleted() {
        SyncRecord user = Records.user(ADA, LEARNER);
        SyncRecord other = Records.user(BEA, "{\"username\":\"bea\"}");
        here.receive(user, other);
        here.deserialize();
        here.change(Learner.class, ADA, l -> l.username = "local");
        here.receive(Records.deleted(user, false), Records.deleted(other, false));
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(0, 1, 1));
        assertThat(here.find(Learner.class, ADA).username).isEqualTo("local");
        assertThat(here.reason(ADA)).contains("changed");
        here.serialize();
        assertThat(here.store(ADA).deleted).isFalse();
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(0, 0, 0));
    }

    @Test
    void parentOfARowWithALocalChangeIsNotDeletedYet() {
        SyncRecord user = Records.user(ADA, LEARNER);
        SyncRecord other = Records.user(BEA, "{\"username\":\"bea\"}");
        here.receive(user, other);
        here.deserialize();
        here.run(session -> session.persist(new SummaryLog(session.find(Learner.class, ADA), "c")));
        here.receive(Records.deleted(user, false), Records.deleted(other, false));
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(0, 1, 1));
        assertThat(here.reason(ADA)).contains("contentsummarylog").contains("changed");
        assertThat(here.count(SummaryLog.class)).isEqualTo(1);
        here.serialize();
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(0, 2, 0));
    }

    @Test
    void wholeTreeIsDeleted() {
        List<SyncRecord> tree = new ArrayList<>();
        for (int i = 0; i < 700; i++) {
            String parent = i == 0 ? "null" : "\"" + tree.get((i - 1) / 2).id() + "\"";
            tree.add(Records.facility("f" + i, "{\"name\":\"f" + i + "\",\"parent_id\":" + parent + "}"));
        }
        here.receive(tree);
        assertThat(here.deserialize().written()).isEqualTo(700);
        here.receive(tree.stream().map(rec -> Records.deleted(rec, false)).toList());
        DeserializeResult result = here.deserialize();
        assertThat(result.deleted()).isEqualTo(700);
        assertThat(result.failed()).isZero();
        here.serialize();
        assertThat(here.store())
                .as("their deletion is the peer's, not one of here")
                .allMatch(row -> row.lastSavedInstance.equals(Records.PEER));
    }

    @Test
    void deepTreeIsDeletedWithItsRoot() {
        List<SyncRecord> chain = new ArrayList<>();
        String parent = "null";
        for (int i = 0; i < 600; i++) {
            SyncRecord next = Records.facility("f" + i, "{\"name\":\"f" + i + "\",\"parent_id\":" + parent + "}");
            chain.add(next);
            parent = "\"" + next.id() + "\"";
        }
        here.receive(chain);
        here.deserialize();
        here.receive(Records.deleted(chain.get(0), false));
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(0, 600, 0));
        assertThat(here.deletions()).hasSize(599);
    }

    @Test
    void deletionOfAnUnknownRowIsSettled() {
        here.receive(Records.deleted(Records.user(ADA, LEARNER), false));
        assertThat(here.deserialize()).isEqualTo(new DeserializeResult(0, 0, 0));
        assertThat(here.isPending(ADA)).isFalse();
    }

    @Test
    void removedChildrenOfTheApplicationsOwnCascadeArriveInAnyOrder() {
        Lesson lesson = new Lesson("p", "t");
        lesson.add("one");
        lesson.add("two");
        here.persist(lesson);
        here.sync(there);
        assertThat(there.count(Section.class)).isEqualTo(2);
        here.remove(Lesson.class, lesson.getId());
        assertThat(here.sync(there)).isEqualTo(new DeserializeResult(0, 3, 0));
        assertThat(there.count(Lesson.class) + there.count(Section.class)).isZero();
        assertThat(there.deletions()).isEmpty();
    }

    @Test
    void recreatedRecordComesBack() {
        String id = here.persist(new Facility("f", null));
        here.sync(there);
        here.remove(Facility.class, id);
        here.sync(there);
        here.persist(new Facility("f", null));
        assertThat(here.sync(there)).isEqualTo(new DeserializeResult(1, 0, 0));
        assertThat(there.find(Facility.class, id)).isNotNull();
    }

    private String shared() {
        String id = here.persist(new Lesson("p", "first"));
        here.sync(there);
        return id;
    }

    private void syncBoth() {
        here.sync(there);
        there.sync(here);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void deletionBeatsAConcurrentEditWhichIsKept(boolean deleterFirst) {
        String id = shared();
        here.remove(Lesson.class, id);
        there.change(Lesson.class, id, lesson -> lesson.title = "edited");
        here.serialize();
        there.serialize();
        if (deleterFirst) {
            here.sync(there);
        }
        there.sync(here);
        here.sync(there);
        for (TestPeer peer : List.of(here, there)) {
            assertThat(peer.find(Lesson.class, id)).isNull();
            assertThat(peer.store(id).deleted).isTrue();
            assertThat(peer.store(id).serialized() + peer.store(id).conflictingData())
                    .contains("edited");
            assertThat(peer.pending()).isEmpty();
        }
        assertThat(here.store(id).serialized()).isEqualTo(there.store(id).serialized());
    }

    @Test
    void editThatLostToADeletionIsKeptWhenTheRecordIsMadeAgain() {
        Facility first = new Facility("f", null);
        String id = here.persist(first);
        here.sync(there);
        here.remove(Facility.class, id);
        there.change(Facility.class, id, f -> f.name = "edited");
        there.serialize();
        here.sync(there);
        there.sync(here);
        assertThat(there.store(id).deleted).isTrue();
        here.persist(new Facility("f", null));
        syncBoth();
        for (TestPeer peer : List.of(here, there)) {
            assertThat(peer.find(Facility.class, id).name).isEqualTo("f");
            assertThat(peer.store(id).conflictingData()).contains("edited");
        }
    }

    @Test
    void recordComesBackAfterAHardDeletionWithWhatItHasNow() {
        String id = here.persist(new Facility("f", null));
        here.sync(there);
        here.run(session -> Morango.hardDelete(session, session.find(Facility.class, id)));
        here.sync(there);
        assertThat(there.find(Facility.class, id)).isNull();
        there.persist(new Facility("f", null));
        there.sync(here);
        for (TestPeer peer : List.of(here, there)) {
            assertThat(peer.find(Facility.class, id)).isNotNull();
            assertThat(peer.store(id).hardDeleted).isFalse();
            assertThat(peer.store(id).deleted).isFalse();
        }
    }

    @Test
    void hardDeletionPurgesWhatConflictsHaveLeft() {
        String id = shared();
        here.change(Lesson.class, id, lesson -> lesson.title = "from here");
        there.change(Lesson.class, id, lesson -> lesson.title = "from there");
        there.serialize();
        syncBoth();
        assertThat(here.store(id).conflictingData()).isNotEmpty();
        here.run(session -> Morango.hardDelete(session, session.find(Lesson.class, id)));
        here.sync(there);
        for (TestPeer peer : List.of(here, there)) {
            assertThat(peer.store(id).conflictingData()).isEmpty();
            assertThat(peer.store(id).serialized()).isEqualTo("{}");
            assertThat(peer.store(id).hardDeleted).isTrue();
        }
    }

    @Test
    void recordMadeAgainBeforeItsHardDeletionTravelsHasNothingOfBefore() {
        String id = here.persist(new Facility("f", null));
        here.sync(there);
        here.change(Facility.class, id, f -> f.name = "from here");
        there.change(Facility.class, id, f -> f.name = "from there");
        there.serialize();
        syncBoth();
        assertThat(here.store(id).conflictingData()).isNotEmpty();
        String old = "0000000000000000000000000000000f";
        here.replica().buffer(old, List.of(StoreRecords.read(here.store(id))));
        here.run(session -> Morango.hardDelete(session, session.find(Facility.class, id)));
        here.persist(new Facility("f", null));
        here.sync(there);
        for (TestPeer peer : List.of(here, there)) {
            assertThat(peer.find(Facility.class, id).name).isEqualTo("f");
            assertThat(peer.store(id).conflictingData()).isEmpty();
            assertThat(peer.store(id).serialized()).doesNotContain("from");
            assertThat(peer.store(id).hardDeleted).isFalse();
        }
        assertThat(here.deletions()).isEmpty();
        assertThat(buffered(here)).doesNotContain("from");
        assertThat(here.replica().dequeue(old, Claim.NOTHING).alreadyKnown()).isEqualTo(1);
    }

    /** Buffers an earlier content in a transfer that does not end. */
    private void buffer(TestPeer peer, String transfer, String id) {
        here.serialize();
        SyncRecord before = StoreRecords.read(here.store(id));
        SyncRecord other =
                Records.lesson("p", "other", "{\"place\":\"p\",\"title\":\"secret of another\",\"level\":1}");
        peer.replica().buffer(transfer, List.of(other, before));
    }

    private String buffered(TestPeer peer) {
        StringBuilder text = new StringBuilder();
        peer.get(session -> session.createSelectionQuery("from MorangoBufferRow", BufferRow.class)
                        .getResultList())
                .forEach(row -> {
                    try (GZIPInputStream content = new GZIPInputStream(new ByteArrayInputStream(row.content))) {
                        text.append(new String(content.readAllBytes(), StandardCharsets.UTF_8));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
        return text.toString();
    }

    @Test
    void hardDeletionPurgesWhatOtherTransfersHold() {
        String id = here.persist(new Lesson("p", "secret"));
        String old = "0000000000000000000000000000000f";
        buffer(here, old, id);
        buffer(there, old, id);
        here.sync(there);
        assertThat(buffered(there)).contains("\"secret\\\"");
        here.run(session -> Morango.hardDelete(session, session.find(Lesson.class, id)));
        here.sync(there);
        for (TestPeer peer : List.of(here, there)) {
            assertThat(buffered(peer)).contains("secret of another").doesNotContain("\"secret\\\"");
            // The buffered content does not restore the record.
            assertThat(peer.replica().dequeue(old, Claim.NOTHING).inserted()).isEqualTo(1);
            peer.deserialize();
            assertThat(peer.find(Lesson.class, id)).isNull();
            assertThat(peer.store(id).hardDeleted).isTrue();
            assertThat(peer.store(id).serialized()).doesNotContain("secret");
        }
    }

    @Test
    void recordMadeAgainThatWaitsIsNotPurged() {
        String id = here.persist(new Facility("f", null));
        here.sync(there);
        here.run(session -> Morango.hardDelete(session, session.find(Facility.class, id)));
        here.serialize();
        SyncRecord deletion = StoreRecords.read(here.store(id));
        here.persist(new Facility("f", null));
        here.serialize();
        String later = "0000000000000000000000000000000f";
        there.replica().buffer(later, List.of(StoreRecords.read(here.store(id))));
        there.replica().buffer(TestPeer.TRANSFER, List.of(deletion));
        there.replica().dequeue(TestPeer.TRANSFER, Claim.NOTHING);
        there.deserialize();
        assertThat(there.find(Facility.class, id)).isNull();
        assertThat(there.replica().dequeue(later, Claim.NOTHING).fastForwarded())
                .isEqualTo(1);
        there.deserialize();
        assertThat(there.find(Facility.class, id)).isNotNull();
        assertThat(there.store(id).hardDeleted).isFalse();
    }

    @Test
    void whatWaitsOfAHardDeletedRecordDoesNotDeleteItsSuccessor() {
        String id = here.persist(new Facility("f", null));
        here.sync(there);
        there.change(Facility.class, id, f -> f.name = "edited");
        there.serialize();
        String edit = "0000000000000000000000000000000f";
        here.replica().buffer(edit, List.of(StoreRecords.read(there.store(id))));
        here.run(session -> Morango.hardDelete(session, session.find(Facility.class, id)));
        here.serialize();
        here.persist(new Facility("f", null));
        here.serialize();
        here.replica().dequeue(edit, Claim.NOTHING);
        here.deserialize();
        assertThat(here.find(Facility.class, id).name).isEqualTo("f");
        assertThat(here.store(id).serialized() + here.store(id).conflictingData())
                .doesNotContain("edited");
    }
}
