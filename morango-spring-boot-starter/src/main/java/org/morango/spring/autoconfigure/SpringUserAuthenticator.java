package org.morango.spring.autoconfigure;

import java.security.Principal;
import java.util.Optional;
import org.morango.access.Credentials;
import org.morango.access.UserAuthenticator;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.util.function.ThrowingSupplier;

/**
 * Authenticates with Spring Security. Fields other than the user name and password become the details of the request.
 */
final class SpringUserAuthenticator implements UserAuthenticator {
    private final ThrowingSupplier<Optional<AuthenticationManager>> managers;

    SpringUserAuthenticator(ThrowingSupplier<Optional<AuthenticationManager>> managers) {
        this.managers = managers;
    }

    @Override
    public Optional<Principal> authenticate(Credentials credentials) {
        return managers.get().flatMap(manager -> authenticate(manager, credentials));
    }

    private static Optional<Principal> authenticate(AuthenticationManager manager, Credentials credentials) {
        UsernamePasswordAuthenticationToken token =
                UsernamePasswordAuthenticationToken.unauthenticated(credentials.username(), credentials.password());
        token.setDetails(credentials.fields());
        try {
            Authentication user = manager.authenticate(token);
            return user != null && user.isAuthenticated() ? Optional.of(user) : Optional.empty();
        } catch (AuthenticationServiceException e) {
            // Not the user's fault: the answer says that the server has failed.
            throw e;
        } catch (AuthenticationException e) {
            return Optional.empty();
        }
    }
}
