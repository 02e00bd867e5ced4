package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.persistence.CascadeType;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityListeners;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.OneToMany;
import jakarta.persistence.PrePersist;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.hibernate.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.morango.common.MorangoException;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;
import org.morango.record.RecordIdRule;

/** Values that an entity's callbacks set before it is persisted are part of its id. */
class PrePersistTest {
    /** Listener that sets the place of any entity. */
    static class Placing {
        @PrePersist
        void place(Article article) {
            article.place = "p";
        }
    }

    @MappedSuperclass
    @EntityListeners(Placing.class)
    abstract static class Article extends SyncableEntity {
        String title = "Hello World";
        String slug;
        String place;
        int calls;
        transient String seen;

        @PrePersist
        void prepare() {
            slug = title.toLowerCase(java.util.Locale.ROOT).replace(' ', '-');
            calls++;
            seen = getId();
        }

        @Override
        protected String partition() {
            if (place == null) {
                throw new IllegalStateException("no place yet");
            }
            return place + ":articles";
        }
    }

    @Entity(name = "Note")
    @Syncable(profile = "p", model = "note")
    static class Note extends Article {
        @ManyToOne
        Note about;

        @OneToMany(mappedBy = "about", cascade = CascadeType.ALL)
        List<Note> remarks = new ArrayList<>();

        @Override
        protected String sourceId() {
            return slug;
        }
    }

    /** An entity whose callback sets the id itself. */
    @Entity(name = "Numbered")
    @Syncable(profile = "p", model = "numbered", id = RecordIdRule.SOURCE_ID)
    static class Numbered extends Article {
        @PrePersist
        void number() {
            setId("a".repeat(32));
        }
    }

    /** An entity with a random id, which its callback may read. */
    @Entity(name = "Random")
    @Syncable(profile = "p", model = "random")
    static class Random extends Article {
        Random() {
            place = "p";
        }
    }

    private final Application here = new Application(Map.of(), Note.class, Numbered.class, Random.class);
    private final Application there = new Application(Map.of(), Note.class, Numbered.class, Random.class);

    @AfterEach
    void close() {
        here.close();
        there.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"persist", "merge", "cascade"})
    void theSameNoteAtBothIsOne(String way) {
        Consumer<Session> making = session -> {
            Note note = new Note();
            if (way.equals("cascade")) {
                Note root = new Note();
                root.title = "Root";
                note.about = root;
                root.remarks.add(note);
                session.persist(root);
            } else if (way.equals("merge")) {
                session.merge(note);
            } else {
                session.persist(note);
            }
        };
        here.factory.inTransaction(making::accept);
        there.factory.inTransaction(making::accept);
        here.serialize();
        there.serialize();
        assertThat(here.records()).isEqualTo(there.records()).hasSize(way.equals("cascade") ? 2 : 1);
        assertThat(here.records().values()).allMatch(content -> content.contains("\"calls\":1"));
        here.sync(there);
    }

    @Test
    void callbackMaySetTheIdItself() {
        Numbered numbered = new Numbered();
        here.factory.inTransaction(session -> session.persist(numbered));
        assertThat(numbered.getId()).isEqualTo("a".repeat(32));
        assertThat(numbered.calls).isEqualTo(1);
    }

    @Test
    void callbackMayReadTheId() {
        Random random = new Random();
        here.factory.inTransaction(session -> session.persist(random));
        assertThat(random.seen).isNotNull().isEqualTo(random.getId());
    }

    @Test
    void whatIsMissingAfterTheCallbacksIsStillSaid() {
        Note note = new Note();
        note.title = " ".repeat(2_000);
        assertThatThrownBy(() -> here.factory.inTransaction(session -> session.persist(note)))
                .isInstanceOf(MorangoException.class)
                .hasMessageContaining("longer than");
        note.title = "short";
        here.factory.inTransaction(session -> session.persist(note));
        assertThat(note.calls).isEqualTo(2);
    }

    @Test
    void statelessSessionThatCallsTooLateIsRefused() {
        Random random = new Random();
        here.factory.inStatelessTransaction(session -> session.insert(random));
        Note note = new Note();
        note.place = "p";
        if (!org.hibernate.Version.getVersionString().startsWith("6.")) {
            assertThatThrownBy(() -> here.factory.inStatelessTransaction(session -> session.insert(note)))
                    .isInstanceOf(MorangoException.class)
                    .hasMessageContaining("@PrePersist")
                    .hasMessageContaining("set it before");
        }
    }
}
