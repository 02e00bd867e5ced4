package org.morango.it.documents;

import jakarta.persistence.EntityManagerFactory;
import java.util.Map;
import org.morango.access.UserAuthenticator;
import org.morango.certificate.Certificate;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.hibernate.Morango;
import org.morango.record.ScopeDefinition;
import org.morango.server.MorangoServer;
import org.morango.settings.PeerSettings;

/** Compiled, not run: it names a host and a port. */
abstract class SchoolAndTablet {
    ScopeDefinition wholeSchool = ScopeDefinition.named("whole-school", "school")
            .primaryParam("school_id")
            .readWrite("${school_id}")
            .build();

    abstract void show(long records, long total);

    void school(EntityManagerFactory entityManagerFactory, UserAuthenticator accounts) {
        PeerSettings settings = PeerSettings.builder()
                .server(server -> server.authenticator(accounts)
                        .signingPermission(
                                (user, parent, scope, params) -> user.getName().equals("ada")))
                .build();
        Morango school = Morango.on(entityManagerFactory, settings);
        school.certificates().define(wholeSchool);
        Certificate root = school.certificates().createRoot("whole-school");
        MorangoServer server = school.serve(8080);
    }

    void tablet(EntityManagerFactory entityManagerFactory, String rootId) {
        Morango tablet = Morango.on(entityManagerFactory);
        tablet.certificates().define(wholeSchool);
        try (SyncConnection connection = tablet.connect("http://school.example:8080/")) {
            if (tablet.certificates().current().isEmpty()) {
                connection.requestCertificate(rootId, "whole-school", Map.of("school_id", rootId), "ada", "secret");
            }
            try (SyncClient client = connection.openSession()) {
                client.signals().pulling().onInProgress(e -> show(e.recordsTransferred(), e.recordsTotal()));
                client.sync();
            }
        }
    }
}
