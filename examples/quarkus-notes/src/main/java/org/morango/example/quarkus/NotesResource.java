package org.morango.example.quarkus;

import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.morango.certificate.Certificate;
import org.morango.client.SyncConnection;
import org.morango.hibernate.Morango;

/** Notes as plain text, one per line, and an endpoint that keeps them in sync. */
@Path("/notes")
public class NotesResource {
    private final EntityManager entities;
    private final Morango morango;
    private final KeptPeers peers;

    NotesResource(EntityManager entities, Morango morango, KeptPeers peers) {
        this.entities = entities;
        this.morango = morango;
        this.peers = peers;
    }

    @GET
    @Transactional
    public String list() {
        return entities.createQuery("from Note order by text", Note.class)
                .getResultStream()
                .map(Note::text)
                .collect(Collectors.joining("\n"));
    }

    @POST
    @Transactional
    public String add(String text) {
        Note note = new Note(root(), text);
        entities.persist(note);
        if (text.isBlank()) {
            // Rolls the transaction back; nothing of it is ever synced.
            throw new IllegalArgumentException("A note is not empty.");
        }
        return Objects.requireNonNull(note.getId());
    }

    @DELETE
    @Path("/{id}")
    @Transactional
    public void remove(@PathParam("id") String id) {
        entities.remove(entities.find(Note.class, id));
    }

    /** Returns the id under which all notes are. */
    @GET
    @Path("/root")
    public String root() {
        Certificate own = morango.certificates().current().orElseThrow();
        return morango.certificates().chain(own.id()).get(0).id();
    }

    /** Keeps in sync with the instance at this address, from now on; joins it first if necessary. */
    @POST
    @Path("/peers")
    public void keepInSync(String url) throws IOException, InterruptedException {
        if (morango.certificates().current().isEmpty()) {
            try (SyncConnection connection = morango.connect(url)) {
                join(connection, url);
            }
        }
        peers.keepInSync(url);
    }

    private static void join(SyncConnection connection, String url) throws IOException, InterruptedException {
        String root = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(url + "notes/root")).build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        connection.requestCertificate(root, NotesPeer.SCOPE, Map.of("root", root), "ada", "secret");
    }
}
