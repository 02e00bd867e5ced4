package org.morango.example.quarkus;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.morango.access.SigningPermission;
import org.morango.access.UserAuthenticator;

/** Who may join. With Quarkus Security in the application it is asked instead. */
class Users {

    @Produces
    @Singleton
    UserAuthenticator users(@ConfigProperty(name = "notes.password", defaultValue = "secret") String password) {
        return credentials -> Optional.of(credentials)
                .filter(given -> given.hasPassword(password))
                .map(given -> given::username);
    }

    @Produces
    @Singleton
    SigningPermission everybody() {
        return (user, parent, scope, params) -> true;
    }
}
