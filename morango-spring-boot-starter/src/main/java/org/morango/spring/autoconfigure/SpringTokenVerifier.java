package org.morango.spring.autoconfigure;

import java.security.Principal;
import java.util.Optional;
import org.morango.access.TokenVerifier;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;

/** Checks tokens as the application's resource server does: signature, times, issuer and audience. */
final class SpringTokenVerifier implements TokenVerifier {
    private final AuthenticationProvider provider;

    SpringTokenVerifier(AuthenticationProvider provider) {
        this.provider = provider;
    }

    @Override
    public Optional<Principal> verify(String token) {
        try {
            Authentication user = provider.authenticate(new BearerTokenAuthenticationToken(token));
            return user != null && user.isAuthenticated() ? Optional.of(user) : Optional.empty();
        } catch (AuthenticationServiceException e) {
            // Not the user's fault: the answer says that the server has failed.
            throw e;
        } catch (AuthenticationException e) {
            return Optional.empty();
        }
    }
}
