package org.morango.example.notes;

import java.util.Map;
import java.util.Optional;
import org.morango.client.SyncConnection;
import org.morango.common.MorangoException;
import org.morango.hibernate.Morango;
import org.morango.spring.MorangoProperties;
import org.morango.spring.event.PeerSyncEvent;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;

/**
 * This instance's certificate. The founder creates the root; others request one from a peer before their first sync.
 */
@Component
class Membership {
    private final Morango morango;
    private final MorangoProperties properties;
    private final boolean founder;
    private final String user;
    private final String password;

    Membership(
            Morango morango,
            MorangoProperties properties,
            @Value("${notes.founder}") boolean founder,
            @Value("${notes.user}") String user,
            @Value("${notes.password}") String password) {
        this.morango = morango;
        this.properties = properties;
        this.founder = founder;
        this.user = user;
        this.password = password;
    }

    /**
     * Returns the id under which all notes are; empty before this instance has joined, or if its certificate has expired.
     */
    Optional<String> root() {
        return morango.certificates()
                .current()
                .map(own -> morango.certificates().chain(own.id()).get(0).id());
    }

    @EventListener(ApplicationReadyEvent.class)
    synchronized void found() {
        if (founder && root().isEmpty()) {
            morango.certificates().createRoot(NotesApplication.SCOPE);
        }
    }

    /** Joins before a sync. Throws if the peer does not let this instance join, which makes the sync fail. */
    @EventListener
    synchronized void join(PeerSyncEvent.Started sync) {
        if (founder || root().isPresent()) {
            return;
        }
        String url = properties.peers().stream()
                .filter(peer -> peer.label().equals(sync.peer()))
                .findFirst()
                .orElseThrow()
                .url();
        try (SyncConnection connection = morango.connect(url)) {
            String root =
                    RestClient.create(url).get().uri("api/root").retrieve().body(String.class);
            if (root == null || root.isEmpty()) {
                throw new MorangoException(url + " has not joined another instance itself.", Map.of("url", url));
            }
            connection.requestCertificate(root, NotesApplication.SCOPE, Map.of("root", root), user, password);
        }
    }
}
