package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.morango.common.MorangoException;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.hibernate.model.Lesson;
import org.morango.hibernate.model.Section;
import org.morango.hibernate.report.ConflictingRecord;
import org.morango.record.SyncRecord;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Conflicting contents can be listed, restored and dismissed. */
abstract class KeptConflictContract extends PeerContract {
    KeptConflictContract(ReplicaContract.Peers peers) {
        super(peers);
    }

    private static Conflicts conflicts(TestPeer peer) {
        return peer.replica().conflicts();
    }

    /** Makes a lesson that has the content "from there" and the conflicting content "from here" at both peers. */
    private String conflict() {
        String id = here.persist(new Lesson("p", "old"));
        here.sync(there);
        here.change(Lesson.class, id, lesson -> lesson.title = "from here");
        there.change(Lesson.class, id, lesson -> lesson.title = "from there");
        there.serialize();
        here.sync(there);
        there.sync(here);
        return id;
    }

    private static ConflictingRecord only(TestPeer peer) {
        List<ConflictingRecord> all = conflicts(peer).list(10);
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private void assertForgotten(String id, String title) {
        here.sync(there);
        there.sync(here);
        for (TestPeer peer : List.of(here, there)) {
            assertThat(conflicts(peer).list(10)).isEmpty();
            assertThat(conflicts(peer).find(id)).isEmpty();
            assertThat(peer.store(id).conflictingData()).isEmpty();
            assertThat(peer.find(Lesson.class, id).title).isEqualTo(title);
        }
    }

    @Test
    void bothSidesAreShown() {
        String id = conflict();
        for (TestPeer peer : List.of(here, there)) {
            ConflictingRecord conflict = only(peer);
            assertThat(conflict.recordId()).isEqualTo(id);
            assertThat(conflict.modelName()).isEqualTo("lesson");
            assertThat(conflict.entityClass()).isEqualTo(Lesson.class);
            assertThat(conflict.deleted()).isFalse();
            assertThat(conflict.current().json().get("title").stringValue()).isEqualTo("from there");
            assertThat(conflict.current().as(Lesson.class).title).isEqualTo("from there");
            assertThat(conflict.lost())
                    .extracting(content -> content.as(Lesson.class).title)
                    .containsExactly("from here");
            assertThat(conflict.lost().get(0).as(Lesson.class).getId()).isEqualTo(id);
            assertThatThrownBy(() -> conflict.current().as(Section.class)).isInstanceOf(MorangoException.class);
        }
    }

    @Test
    void authorAndTimeOfWhatHasLostAreKnown() {
        Instant before = Instant.now().minusSeconds(1);
        conflict();
        for (TestPeer peer : List.of(here, there)) {
            ConflictingRecord.Content lost = only(peer).lost().get(0);
            assertThat(lost.author()).contains(here.instance());
            assertThat(lost.lostAt().orElseThrow())
                    .isBetween(before, Instant.now().plusSeconds(1));
            assertThat(lost.json().has("_morango_lost")).isFalse();
            assertThat(only(peer).current().author()).contains(there.instance());
            assertThat(only(peer).current().lostAt()).isEmpty();
        }
    }

    /** Morango 0.8.15 stores such a content after a push that was made again. */
    @Test
    void whatEqualsWhatIsThereIsNoConflict() {
        String content = "{\"title\": \"x\", \"level\": 1}";
        SyncRecord same = Records.lesson("p", "same", content).withConflictingData(content + "\n");
        SyncRecord alike = Records.lesson("p", "alike", content)
                .withConflictingData("{\"level\": 1, \"title\": \"x\"}\n" + content + "\n");
        SyncRecord other = Records.lesson("p", "other", content)
                .withConflictingData("{\"title\": \"y\", \"level\": 1}\n" + content + "\n");
        here.receive(List.of(same, alike, other));
        assertThat(conflicts(here).list(1))
                .extracting(ConflictingRecord::recordId)
                .containsExactly(other.id());
        assertThat(only(here).lost())
                .singleElement()
                .satisfies(lost -> assertThat(lost.author()).isEmpty());
        assertThat(conflicts(here).find(same.id())).isEmpty();
        assertThat(conflicts(here).find(alike.id())).isEmpty();
    }

    @Test
    void changesThatAreNotSyncedYetAreShown() {
        String id = conflict();
        here.change(Lesson.class, id, lesson -> lesson.title = "later");
        assertThat(only(here).current().as(Lesson.class).title).isEqualTo("later");
        assertThat(only(here).lost()).hasSize(1);
    }

    @Test
    void pagesHoldAllOnce() {
        List<String> ids = new ArrayList<>();
        List<SyncRecord> records = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            SyncRecord r = Records.lesson("p", "s" + i, "{\"title\":\"x\"}");
            ids.add(r.id());
            records.add(new SyncRecord(
                    r.id(),
                    r.profile(),
                    r.modelName(),
                    r.sourceId(),
                    r.partition(),
                    r.serialized(),
                    false,
                    false,
                    r.version(),
                    "{\"title\":\"y\"}\nno json\n",
                    "",
                    r.history()));
        }
        records.add(Records.lesson("p", "without", "{}"));
        here.receive(records);
        List<String> seen = new ArrayList<>();
        String last = "";
        List<ConflictingRecord> page = conflicts(here).list(last, 10);
        while (!page.isEmpty()) {
            page.forEach(conflict -> {
                seen.add(conflict.recordId());
                assertThat(conflict.lost()).hasSize(2);
                assertThat(conflict.lost().get(1).json().stringValue()).isEqualTo("no json");
                assertThat(conflict.lost().get(1).entity()).isNull();
            });
            last = page.get(page.size() - 1).recordId();
            page = conflicts(here).list(last, 10);
        }
        assertThat(seen).containsExactlyElementsOf(ids.stream().sorted().toList());
        assertThatThrownBy(() -> conflicts(here).list(0)).isInstanceOf(MorangoException.class);
    }

    @Test
    void lostEntityIsTakenBack() {
        String id = conflict();
        ConflictingRecord conflict = only(here);
        conflicts(here).resolve(conflict, conflict.lost().get(0).as(Lesson.class));
        assertThat(here.find(Lesson.class, id).title).isEqualTo("from here");
        assertThat(here.changed(Lesson.class)).containsExactly(id);
        assertForgotten(id, "from here");
    }

    @Test
    void mergedEntityIsTaken() {
        String id = conflict();
        here.run(session -> session.find(Lesson.class, id).add("stays"));
        here.change(Lesson.class, id, lesson -> lesson.level = 4);
        ConflictingRecord conflict = only(here);
        Lesson merged = conflict.current().as(Lesson.class);
        merged.title = "by hand";
        conflicts(here).resolve(conflict, merged);
        assertForgotten(id, "by hand");
        assertThat(there.find(Lesson.class, id).level).isEqualTo(4);
        assertThat(there.count(Section.class)).isEqualTo(1);
    }

    @Test
    void contentIsTakenAndUnknownMembersStay() {
        String id = conflict();
        here.run(session -> {
            StoreRow row = session.find(StoreRow.class, id);
            row.serialized(row.serialized().replace("{", "{\"newer\":1,"));
        });
        ObjectNode content = JsonMapper.shared().createObjectNode().put("title", "json");
        conflicts(here).resolve(only(here), content);
        assertForgotten(id, "json");
        assertThat(there.content(id).get("newer").intValue()).isEqualTo(1);
        assertThat(there.find(Lesson.class, id).level).isEqualTo(3);
    }

    @Test
    void contentThatDoesNotFitChangesNothing() {
        String id = conflict();
        ObjectNode content = JsonMapper.shared().createObjectNode().put("level", "many");
        assertThatThrownBy(() -> conflicts(here).resolve(only(here), content))
                .isInstanceOf(MorangoException.class)
                .hasMessageContaining("level")
                .satisfies(e -> assertThat(((MorangoException) e).ids()).containsEntry("record", id));
        assertThat(only(here).lost()).hasSize(1);
        assertThatThrownBy(() -> conflicts(here).resolve(only(here), new Section0()))
                .isInstanceOf(MorangoException.class);
        assertThat(here.changed(Lesson.class)).isEmpty();
    }

    /** An entity of another model. */
    private static final class Section0 extends Section {}

    @Test
    void dismissalTravels() {
        String id = conflict();
        conflicts(there).dismiss(only(there));
        assertThat(there.changed(Lesson.class)).isEmpty();
        assertForgotten(id, "from there");
    }

    @Test
    void whatHasChangedSinceIsNotTouched() {
        String id = conflict();
        ConflictingRecord stale = only(here);
        there.change(Lesson.class, id, lesson -> lesson.title = "later");
        there.sync(here);
        assertThatThrownBy(() -> conflicts(here).dismiss(stale))
                .isInstanceOf(MorangoException.class)
                .hasMessageContaining("has changed");
        assertThatThrownBy(
                        () -> conflicts(here).resolve(stale, stale.lost().get(0).as(Lesson.class)))
                .isInstanceOf(MorangoException.class);
        assertThat(here.find(Lesson.class, id).title).isEqualTo("later");
        assertThat(only(here).lost()).hasSize(1);
    }

    @Test
    void deletedRecordIsTakenBack() {
        String id = here.persist(new Lesson("p", "old"));
        here.sync(there);
        here.remove(Lesson.class, id);
        there.change(Lesson.class, id, lesson -> lesson.title = "from there");
        there.serialize();
        here.sync(there);
        there.sync(here);
        ConflictingRecord conflict = only(here);
        assertThat(conflict.deleted()).isTrue();
        assertThat(conflict.current().as(Lesson.class).title).isEqualTo("from there");
        conflicts(here).resolve(conflict, conflict.current().as(Lesson.class));
        assertForgotten(id, "from there");
    }

    @Test
    void hardDeletedRecordHasNone() {
        String id = conflict();
        here.run(session -> Morango.hardDelete(session, session.find(Lesson.class, id)));
        here.sync(there);
        assertThat(conflicts(here).list(10)).isEmpty();
        assertThat(conflicts(there).list(10)).isEmpty();
    }

    @Test
    void childOfADeletedRecordCannotBeTakenBack() {
        Section[] made = new Section[1];
        String id = here.persist(new Lesson("p", "old"));
        here.run(session -> made[0] = session.find(Lesson.class, id).add("old"));
        String section = made[0].getId();
        here.sync(there);
        here.remove(Lesson.class, id);
        there.change(Section.class, section, s -> s.text = "from there");
        there.serialize();
        here.sync(there);
        there.sync(here);
        ConflictingRecord conflict = only(here);
        assertThat(conflict.recordId()).isEqualTo(section);
        assertThatThrownBy(() ->
                        conflicts(here).resolve(conflict, conflict.current().as(Section.class)))
                .isInstanceOf(MorangoException.class)
                .hasMessageContaining("deleted");
        assertThat(here.count(Section.class)).isZero();
    }
}
