package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.ManyToOne;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.hibernate.Version;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.event.service.spi.EventListenerRegistry;
import org.hibernate.event.spi.EventType;
import org.hibernate.event.spi.PostDeleteEvent;
import org.hibernate.event.spi.PostDeleteEventListener;
import org.hibernate.event.spi.PostInsertEvent;
import org.hibernate.event.spi.PostInsertEventListener;
import org.hibernate.event.spi.PreDeleteEvent;
import org.hibernate.event.spi.PreDeleteEventListener;
import org.hibernate.persister.entity.EntityPersister;
import org.junit.jupiter.api.Test;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;

/** An application's own Hibernate listeners are notified of received rows, whether inserted or deleted. */
class DeletionListenersTest {
    @Entity(name = "Note")
    @Syncable(profile = "p", model = "note")
    static class Note extends SyncableEntity {
        String text = "old";

        @ManyToOne
        Note about;

        @ElementCollection
        Set<String> tags = new TreeSet<>(Set.of("x"));

        @Override
        protected String partition() {
            return "p";
        }
    }

    /** Listener that records its events. */
    static final class Hearing implements PostInsertEventListener, PreDeleteEventListener, PostDeleteEventListener {
        private static final long serialVersionUID = 1L;

        private final transient List<String> heard = new ArrayList<>();

        @Override
        public void onPostInsert(PostInsertEvent event) {
            hear(event.getEntity(), "inserted");
        }

        @Override
        public boolean onPreDelete(PreDeleteEvent event) {
            hear(event.getEntity(), "deleting");
            return false;
        }

        @Override
        public void onPostDelete(PostDeleteEvent event) {
            hear(event.getEntity(), "deleted");
        }

        /** Records an event, except of the library's own rows. */
        private void hear(Object entity, String what) {
            if (entity instanceof Note note) {
                heard.add(what + " " + note.getId() + " " + note.text);
            }
        }

        @Override
        public boolean requiresPostCommitHandling(EntityPersister persister) {
            return false;
        }
    }

    @Test
    void listenersHearReceivedDeletions() {
        try (Application here = new Application(Map.of(), Note.class);
                Application there = new Application(Map.of(), Note.class)) {
            Hearing hearing = new Hearing();
            EventListenerRegistry listeners = ((SessionFactoryImplementor) there.factory)
                    .getServiceRegistry()
                    .requireService(EventListenerRegistry.class);
            listeners.appendListeners(EventType.POST_INSERT, hearing);
            listeners.appendListeners(EventType.PRE_DELETE, hearing);
            listeners.appendListeners(EventType.POST_DELETE, hearing);
            Note note = new Note();
            Note reply = new Note();
            here.factory.inTransaction(session -> session.persist(note));
            here.sync(there);
            // This row refers to a deleted one, so it is deleted as well.
            there.factory.inTransaction(session -> {
                reply.about = session.getReference(Note.class, note.getId());
                session.persist(reply);
            });
            there.serialize();
            hearing.heard.removeIf(heard -> heard.contains(reply.getId()));
            here.factory.inTransaction(session -> session.remove(session.find(Note.class, note.getId())));
            here.sync(there);
            assertThat(hearing.heard)
                    .containsExactlyInAnyOrder(
                            "inserted " + note.getId() + " old",
                            "deleting " + reply.getId() + " old",
                            "deleted " + reply.getId() + " old",
                            "deleting " + note.getId() + " old",
                            "deleted " + note.getId() + " old");
        }
    }

    /** Listener that changes another row when one is received. */
    static final class Answering implements PostInsertEventListener {
        private static final long serialVersionUID = 1L;

        @Override
        public void onPostInsert(PostInsertEvent event) {
            if (event.getEntity() instanceof Note note && !note.text.equals("answer")) {
                event.getSession()
                        .createMutationQuery("update Note set text = 'heard' where text = 'answer'")
                        .executeUpdate();
            }
        }

        @Override
        public boolean requiresPostCommitHandling(EntityPersister persister) {
            return false;
        }
    }

    @Test
    void whatAListenerChangesIsNoted() {
        assumeFalse(Version.getVersionString().startsWith("6."), "Its events do not name a stateless session");
        try (Application here = new Application(Map.of(), Note.class);
                Application there = new Application(Map.of(), Note.class)) {
            Note answer = new Note();
            answer.text = "answer";
            there.factory.inTransaction(session -> session.persist(answer));
            there.serialize();
            ((SessionFactoryImplementor) there.factory)
                    .getServiceRegistry()
                    .requireService(EventListenerRegistry.class)
                    .appendListeners(EventType.POST_INSERT, new Answering());
            here.factory.inTransaction(session -> session.persist(new Note()));
            here.sync(there);
            there.serialize();
            assertThat(there.records().get(answer.getId())).contains("heard");
        }
    }

    /** A row to which none can refer. */
    @Entity(name = "Slip")
    @Syncable(profile = "p", model = "slip")
    static class Slip extends SyncableEntity {
        String text = "";

        protected Slip() {}

        Slip(String text) {
            this.text = text;
        }

        @Override
        protected String partition() {
            return "p";
        }
    }

    /** Listener that keeps some rows. */
    static final class Keeping implements PreDeleteEventListener {
        private static final long serialVersionUID = 1L;

        @Override
        public boolean onPreDelete(PreDeleteEvent event) {
            return event.getEntity() instanceof Slip slip && slip.text.equals("kept");
        }
    }

    @Test
    void deletionThatAListenerDoesNotLetHappenWaitsAlone() {
        try (Application here = new Application(Map.of(), Slip.class);
                Application there = new Application(Map.of(), Slip.class)) {
            ((SessionFactoryImplementor) there.factory)
                    .getServiceRegistry()
                    .requireService(EventListenerRegistry.class)
                    .appendListeners(EventType.PRE_DELETE, new Keeping());
            here.factory.inTransaction(session -> {
                for (String text : List.of("a", "b", "kept", "c", "d")) {
                    session.persist(new Slip(text));
                }
            });
            here.sync(there);
            here.factory.inTransaction(session -> session.createSelectionQuery("from Slip", Slip.class)
                    .getResultList()
                    .forEach(session::remove));
            here.integrate(there);
            assertThat(there.write()).isEqualTo(1);
            assertThat(there.factory.<List<String>>fromTransaction(
                            session -> session.createSelectionQuery("select s.text from Slip s", String.class)
                                    .getResultList()))
                    .containsExactly("kept");
            assertThat(there.factory.<List<String>>fromTransaction(session -> session.createSelectionQuery(
                                    "select p.reason from MorangoPendingRow p", String.class)
                            .getResultList()))
                    .singleElement()
                    .asString()
                    .contains("a listener of the application does not let it be deleted");
        }
    }
}
