package org.morango.it.documents;

import jakarta.persistence.EntityManagerFactory;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.morango.access.UserAuthenticator;
import org.morango.certificate.Certificate;
import org.morango.client.SyncConnection;
import org.morango.hibernate.Morango;
import org.morango.live.ContinuousSync;
import org.morango.live.SyncPhase;
import org.morango.live.SyncTarget;
import org.morango.record.Filter;
import org.morango.record.ScopeDefinition;
import org.morango.server.MorangoServer;
import org.morango.settings.PeerSettings;

/** Compiled, not run: it names a host and a port. */
abstract class SchoolAndTablet {
    ScopeDefinition wholeSchool = ScopeDefinition.named("whole-school", "school")
            .primaryParam("school_id")
            .readWrite("${school_id}")
            .build();

    abstract void show(SyncPhase phase, @Nullable String reason);

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
        if (tablet.certificates().current().isEmpty()) {
            try (SyncConnection connection = tablet.connect("http://school.example:8080/")) {
                connection.requestCertificate(rootId, "whole-school", Map.of("school_id", rootId), "ada", "secret");
            }
        }
        ContinuousSync sync = tablet.keepInSync("http://school.example:8080/");
        sync.onChange(state -> show(state.phase(), state.reason()));
    }

    interface Network {
        boolean isMetered();
    }

    void keepInSync(Morango morango) {
        ContinuousSync sync = morango.keepInSync("http://city.example:8080/");
    }

    void describe(Morango morango, String root, Network network) {
        ContinuousSync sync = morango.keepInSync(SyncTarget.at("https://city.example/")
                .name("city")
                .first(Filter.of(root + ":settings"))
                .when(() -> !network.isMetered())
                .build());
    }
}
