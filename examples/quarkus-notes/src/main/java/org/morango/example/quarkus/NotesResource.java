package org.morango.example.quarkus;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.morango.quarkus.RowsChangedEvent;

/** Notes as plain text, one per line. */
@Path("/notes")
@Singleton
public class NotesResource {
    private final EntityManager entities;
    private final AtomicInteger received = new AtomicInteger();

    NotesResource(EntityManager entities) {
        this.entities = entities;
    }

    @GET
    @Transactional
    public String list() {
        return entities.createQuery("from Note order by text", Note.class)
                .getResultStream()
                .map(Note::getText)
                .collect(Collectors.joining("\n"));
    }

    /** Counts the notes that syncs have brought since the start. */
    void received(@Observes RowsChangedEvent event) {
        received.addAndGet(event.changes().inserted().size());
    }

    @GET
    @Path("/received")
    public int received() {
        return received.get();
    }

    @POST
    @Transactional
    public String add(String text) {
        Note note = new Note(text);
        entities.persist(note);
        if (text.isBlank()) {
            // Rolls the transaction back; nothing of it is ever synced.
            throw new IllegalArgumentException("A note is not empty.");
        }
        return String.valueOf(note.getId());
    }

    @DELETE
    @Path("/{id}")
    @Transactional
    public void remove(@PathParam("id") long id) {
        entities.remove(entities.find(Note.class, id));
    }
}
