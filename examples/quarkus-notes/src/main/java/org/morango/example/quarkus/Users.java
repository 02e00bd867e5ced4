package org.morango.example.quarkus;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.UsernamePasswordAuthenticationRequest;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Users with one password. In a real application, an extension of Quarkus knows the users. */
@Singleton
class Users implements IdentityProvider<UsernamePasswordAuthenticationRequest> {
    private static final String GUEST = "guest";
    private final byte[] password;

    Users(@ConfigProperty(name = "notes.password", defaultValue = "secret") String password) {
        this.password = password.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public Class<UsernamePasswordAuthenticationRequest> getRequestType() {
        return UsernamePasswordAuthenticationRequest.class;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(
            UsernamePasswordAuthenticationRequest request, AuthenticationRequestContext context) {
        byte[] given = new String(request.getPassword().getPassword()).getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(given, password)) {
            return Uni.createFrom().failure(new AuthenticationFailedException());
        }
        QuarkusSecurityIdentity.Builder user =
                QuarkusSecurityIdentity.builder().setPrincipal(new QuarkusPrincipal(request.getUsername()));
        if (!request.getUsername().equals(GUEST)) {
            user.addRole("morango-sign");
        }
        return Uni.createFrom().item(user.build());
    }
}
