package org.morango.quarkus;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.security.identity.request.UsernamePasswordAuthenticationRequest;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import java.security.Principal;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.morango.access.Credentials;
import org.morango.certificate.Certificate;
import org.morango.certificate.SigningKey;
import org.morango.record.ScopeDefinition;

class IdentityTest {
    private static final ScopeDefinition SCOPE = ScopeDefinition.whole("book");
    private static final Certificate ROOT = Certificate.root(SigningKey.generate(new SecureRandom()), SCOPE, Map.of());

    private final RoleSigningPermission permission = new RoleSigningPermission(
            new SmallRyeConfigBuilder().withMapping(MorangoConfig.class).build().getConfigMapping(MorangoConfig.class));

    private static SecurityIdentity ada(String... roles) {
        QuarkusSecurityIdentity.Builder identity =
                QuarkusSecurityIdentity.builder().setPrincipal(new QuarkusPrincipal("ada"));
        for (String role : roles) {
            identity.addRole(role);
        }
        return identity.build();
    }

    /** Knows ada with the password secret. */
    private static final class Manager implements IdentityProviderManager {
        @Override
        public Uni<SecurityIdentity> authenticate(AuthenticationRequest request) {
            throw new UnsupportedOperationException();
        }

        @Override
        public SecurityIdentity authenticateBlocking(AuthenticationRequest request) {
            var given = (UsernamePasswordAuthenticationRequest) request;
            if (!given.getUsername().equals("ada")
                    || !new String(given.getPassword().getPassword()).equals("secret")) {
                throw new AuthenticationFailedException();
            }
            return ada();
        }
    }

    /** Only its kind of request matters here. */
    private static final class Passwords implements IdentityProvider<UsernamePasswordAuthenticationRequest> {
        @Override
        public Class<UsernamePasswordAuthenticationRequest> getRequestType() {
            return UsernamePasswordAuthenticationRequest.class;
        }

        @Override
        public Uni<SecurityIdentity> authenticate(
                UsernamePasswordAuthenticationRequest request, AuthenticationRequestContext context) {
            throw new UnsupportedOperationException();
        }
    }

    private boolean allows(Principal user) {
        return permission.allows(user, ROOT, SCOPE, Map.of());
    }

    @Test
    void identityProvidersCheckPasswords() {
        IdentityAuthenticator authenticator = new IdentityAuthenticator(new Manager(), List.of(new Passwords()));
        assertThat(authenticator.authenticate(new Credentials(Map.of("username", "ada"), "secret")))
                .hasValueSatisfying(user -> assertThat(user.getName()).isEqualTo("ada"));
        assertThat(authenticator.authenticate(new Credentials(Map.of("username", "ada"), "guess")))
                .isEmpty();
    }

    /** Quarkus itself fails if an application without passwords is asked about one. */
    @Test
    void withoutProviderForPasswordsNobodyHasOne() {
        IdentityAuthenticator authenticator = new IdentityAuthenticator(new Manager(), List.of());
        assertThat(authenticator.authenticate(new Credentials(Map.of("username", "ada"), "secret")))
                .isEmpty();
    }

    @Test
    void rolesAllowCertificates() {
        assertThat(allows(new IdentityPrincipal(ada("morango-sign")))).isTrue();
        assertThat(allows(new IdentityPrincipal(ada("morango-sign:whole-book"))))
                .isTrue();
        assertThat(allows(new IdentityPrincipal(ada("morango-sign:other", "user"))))
                .isFalse();
        assertThat(allows(() -> "ada")).isFalse();
    }
}
