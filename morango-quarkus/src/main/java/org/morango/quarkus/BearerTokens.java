package org.morango.quarkus;

import io.quarkus.arc.DefaultBean;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.credential.TokenCredential;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticator;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.security.Principal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.morango.access.TokenVerifier;

/** Lets the application's authentication mechanisms check bearer tokens, as if they had come with any other request. */
@Singleton
@DefaultBean
class BearerTokens implements TokenVerifier {
    private final HttpAuthenticator mechanisms;
    private final CurrentVertxRequest current;

    BearerTokens(HttpAuthenticator mechanisms, CurrentVertxRequest current) {
        this.mechanisms = mechanisms;
        this.current = current;
    }

    @Override
    public Optional<Principal> verify(String token) {
        RoutingContext request = current.getCurrent();
        MultiMap headers = request.request().headers();
        String sealed = headers.get(HttpHeaders.AUTHORIZATION);
        headers.set(HttpHeaders.AUTHORIZATION, "Bearer " + token);
        try {
            SecurityIdentity identity =
                    mechanisms.attemptAuthentication(request).await().indefinitely();
            return isProvenBy(token, identity) ? Optional.of(new IdentityPrincipal(identity)) : Optional.empty();
        } catch (AuthenticationFailedException e) {
            return Optional.empty();
        } finally {
            headers.set(HttpHeaders.AUTHORIZATION, sealed);
        }
    }

    /** Returns whether this token has proven the identity, and not a cookie or a certificate of the connection. */
    private static boolean isProvenBy(String token, @Nullable SecurityIdentity identity) {
        TokenCredential proof = identity == null ? null : identity.getCredential(TokenCredential.class);
        return proof != null && token.equals(proof.getToken());
    }
}
