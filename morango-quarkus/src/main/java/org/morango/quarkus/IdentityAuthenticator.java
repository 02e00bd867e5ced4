package org.morango.quarkus;

import io.quarkus.arc.DefaultBean;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.credential.PasswordCredential;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.request.UsernamePasswordAuthenticationRequest;
import jakarta.inject.Singleton;
import java.security.Principal;
import java.util.Optional;
import org.morango.access.Credentials;
import org.morango.access.UserAuthenticator;

/** Lets the application's identity providers check names and passwords. */
@Singleton
@DefaultBean
class IdentityAuthenticator implements UserAuthenticator {
    private final IdentityProviderManager identities;

    IdentityAuthenticator(IdentityProviderManager identities) {
        this.identities = identities;
    }

    @Override
    public Optional<Principal> authenticate(Credentials credentials) {
        try {
            return Optional.of(
                    new IdentityPrincipal(identities.authenticateBlocking(new UsernamePasswordAuthenticationRequest(
                            credentials.username(),
                            new PasswordCredential(credentials.password().toCharArray())))));
        } catch (AuthenticationFailedException e) {
            return Optional.empty();
        }
    }
}
