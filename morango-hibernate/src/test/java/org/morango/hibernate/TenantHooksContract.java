package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.morango.hibernate.TenantShapes.Diary;
import org.morango.hibernate.TenantShapes.Note;
import org.morango.hibernate.hook.EntityChanges;
import org.morango.hibernate.hook.Remedy;
import org.morango.hibernate.hook.SyncListener;
import org.morango.hibernate.internal.conflict.EntityMerge;
import org.morango.hibernate.internal.pipeline.Hooks;
import org.morango.record.SyncRecord;
import org.morango.replica.DeserializeResult;
import tools.jackson.databind.node.ObjectNode;

/** What an application implements acts on the rows of all tenants. */
abstract class TenantHooksContract extends TenantPeers {
    TenantHooksContract(TestDatabase database) {
        super(database);
    }

    @Test
    void hooksSetTheTenantOfWhatTheyPersist() {
        List<String> seen = new ArrayList<>();
        there.restart(new Hooks(Map.of(), Map.of(), Map.of(), List.of(), List.of(new SyncListener() {
            @Override
            public void changed(EntityChanges changes, EntityManager entities) {
                entities.persist(new Diary("a", "heard"));
                seen.addAll(entities.createQuery("select n.text from Note n order by n.text", String.class)
                        .getResultList());
            }
        })));
        twoNotes();
        assertThat(seen).containsExactly("of a", "of b");
        assertThat(texts(there, "a", "select text from Diary")).containsExactly("heard");
    }

    @Test
    void hookThatSetsNoTenantIsRefused() {
        there.restart(new Hooks(Map.of(), Map.of(), Map.of(), List.of(), List.of(new SyncListener() {
            @Override
            public void changed(EntityChanges changes, EntityManager entities) {
                entities.persist(new Diary(null, "heard"));
            }
        })));
        run(here, "a", session -> session.persist(new Note("of a")));
        assertThatThrownBy(() -> here.sync(there)).hasMessageContaining("its tenant is not set");
        assertThat(texts(there, "admin", "select text from Diary")).isEmpty();
    }

    @Test
    void conflictsAreMergedByTheApplication() {
        there.restart(new Hooks(
                Map.of(),
                Map.of(),
                Map.of(
                        Note.class,
                        model -> new EntityMerge<>(model, Note.class, (ours, theirs, context) -> {
                            ours.text = ours.tenant + ours.text + theirs.text;
                            return ours;
                        })),
                List.of(),
                List.of()));
        twoNotes();
        for (SmallPeer peer : List.of(here, there)) {
            String text = peer == here ? "h" : "t";
            run(
                    peer,
                    "a",
                    session -> session.createSelectionQuery("from Note", Note.class)
                            .getSingleResult()
                            .text = text);
            peer.serialize();
        }
        here.sync(there);
        assertThat(notes(there, "a")).containsExactly("ath");
        assertThat(notes(there, "b")).containsExactly("of b");
    }

    @Test
    void hookMendsARecordOfItsTenant() {
        here.restart(new Hooks(
                Map.of(Note.class, (refused, entities) -> {
                    ObjectNode content = refused.content();
                    content.put("tenant", "a");
                    return Remedy.tryAgainWith(content);
                }),
                Map.of(),
                Map.of(),
                List.of(),
                List.of()));
        SyncRecord lie =
                SmallPeer.record("note", "new", ROOT + ":a:", "{\"tenant\":\"b\",\"text\":\"mended\",\"related\":[]}");
        assertThat(receive(lie)).isEqualTo(new DeserializeResult(1, 0, 0));
        assertThat(notes(here, "a")).containsExactly("mended");
        assertThat(notes(here, "b")).isEmpty();
    }

    @Test
    void rowAndRecordOfDifferentTenantsAreNotUnited() {
        run(here, "b", session -> session.persist(new Note("of b")));
        here.serialize();
        Object key = Long.valueOf(record(here, "of b").localKey);
        String of = "0".repeat(32);
        SyncRecord pending = SmallPeer.record(
                "note", "x", ROOT + ":a:", "{\"tenant\":\"a\",\"text\":\"x\",\"related\":[\"" + of + "\"]}");
        assertThat(receive(pending).failed()).isEqualTo(1);
        assertThatThrownBy(() -> here.replica().rows().unite(Note.class, key, pending.id()))
                .hasMessageContaining("the record is in partition " + ROOT + ":a:");
    }
}
