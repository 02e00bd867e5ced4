package org.morango.example.quarkus;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManagerFactory;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.morango.hibernate.Morango;
import org.morango.record.ScopeDefinition;
import org.morango.settings.PeerSettings;

/** Makes a peer of the application's database. */
class NotesPeer {
    static final String PROFILE = "notes";
    static final String SCOPE = "all-notes";

    @Produces
    @Singleton
    Morango morango(
            EntityManagerFactory factory,
            @ConfigProperty(name = "notes.user", defaultValue = "ada") String user,
            @ConfigProperty(name = "notes.password", defaultValue = "secret") String password,
            @ConfigProperty(name = "notes.founder", defaultValue = "false") boolean founder) {
        PeerSettings settings = PeerSettings.builder()
                .server(server -> server.authenticator(
                                credentials -> credentials.username().equals(user) && credentials.hasPassword(password)
                                        ? Optional.of(() -> user)
                                        : Optional.empty())
                        .signingPermission(
                                (caller, parent, scope, params) -> scope.id().equals(SCOPE)))
                .build();
        Morango morango = Morango.on(factory, settings);
        morango.certificates()
                .define(ScopeDefinition.named(SCOPE, PROFILE)
                        .primaryParam("root")
                        .readWrite("${root}")
                        .build());
        if (founder && morango.certificates().owned().isEmpty()) {
            morango.certificates().createRoot(SCOPE);
        }
        return morango;
    }
}
