package org.morango.quarkus;

import io.quarkus.arc.DefaultBean;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.inject.Singleton;
import java.security.Principal;
import java.util.Map;
import org.morango.access.SigningPermission;
import org.morango.certificate.Certificate;
import org.morango.record.ScopeDefinition;

/** Allows users with a role to request certificates: of any scope, or of the scope that the role names. */
@Singleton
@DefaultBean
class RoleSigningPermission implements SigningPermission {
    private final String role;

    RoleSigningPermission(MorangoConfig config) {
        this.role = config.signingRole();
    }

    @Override
    public boolean allows(Principal user, Certificate parent, ScopeDefinition scope, Map<String, String> scopeParams) {
        if (!(user instanceof IdentityPrincipal principal)) {
            return false;
        }
        SecurityIdentity identity = principal.identity();
        return identity.hasRole(role) || identity.hasRole(role + ":" + scope.id());
    }
}
