package org.morango.spring.autoconfigure;

import java.security.Principal;
import java.util.Map;
import org.morango.access.SigningPermission;
import org.morango.certificate.Certificate;
import org.morango.record.ScopeDefinition;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;

/** Allows users with an authority to request certificates: of any scope, or of the scope that the authority names. */
final class AuthoritySigningPermission implements SigningPermission {
    private final String authority;

    AuthoritySigningPermission(String authority) {
        this.authority = authority;
    }

    @Override
    public boolean allows(Principal user, Certificate parent, ScopeDefinition scope, Map<String, String> scopeParams) {
        String ofScope = authority + ":" + scope.id();
        return user instanceof Authentication authentication
                && authentication.getAuthorities().stream()
                        .map(GrantedAuthority::getAuthority)
                        .anyMatch(granted -> authority.equals(granted) || ofScope.equals(granted));
    }
}
