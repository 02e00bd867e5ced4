package org.morango.quarkus;

import io.quarkus.arc.All;
import io.quarkus.arc.DefaultBean;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.credential.PasswordCredential;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.request.UsernamePasswordAuthenticationRequest;
import jakarta.inject.Singleton;
import java.security.Principal;
import java.util.List;
import java.util.Optional;
import org.morango.access.Credentials;
import org.morango.access.UserAuthenticator;

/** Lets the application's identity providers check names and passwords. */
@Singleton
@DefaultBean
class IdentityAuthenticator implements UserAuthenticator {
    private final IdentityProviderManager identities;
    private final boolean knowsPasswords;

    IdentityAuthenticator(IdentityProviderManager identities, @All List<IdentityProvider<?>> providers) {
        this.identities = identities;
        this.knowsPasswords = providers.stream()
                .anyMatch(provider -> provider.getRequestType() == UsernamePasswordAuthenticationRequest.class);
    }

    @Override
    public Optional<Principal> authenticate(Credentials credentials) {
        if (!knowsPasswords) {
            // The application may have tokens alone.
            return Optional.empty();
        }
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
