package org.morango.example.quarkus;

import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.stream.Collectors;

/** Notes as plain text, one per line. */
@Path("/notes")
public class NotesResource {
    private final EntityManager entities;

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
