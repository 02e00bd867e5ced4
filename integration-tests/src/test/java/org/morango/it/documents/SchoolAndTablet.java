package org.morango.it.documents;

import jakarta.persistence.EntityManagerFactory;
import org.jspecify.annotations.Nullable;
import org.morango.access.UserAuthenticator;
import org.morango.certificate.Certificate;
import org.morango.client.Joining;
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
        ContinuousSync sync = tablet.keepInSync(SyncTarget.at("http://school.example:8080/")
                .join(Joining.as("ada", "secret").root(rootId).build())
                .build());
        sync.onChange(state -> show(state.phase(), state.reason()));
    }

    interface Network {
        boolean isMetered();
    }

    void keepInSync(Morango morango) {
        ContinuousSync sync = morango.keepInSync("http://city.example:8080/");
    }

    void join(Morango morango, String password) {
        ContinuousSync sync = morango.keepInSync(SyncTarget.at("https://city.example/")
                .join(Joining.as("ada", password).build())
                .build());
    }

    void describe(Morango morango, String root, Network network) {
        ContinuousSync sync = morango.keepInSync(SyncTarget.at("https://city.example/")
                .name("city")
                .first(Filter.of(root + ":settings"))
                .when(() -> !network.isMetered())
                .build());
    }
}
