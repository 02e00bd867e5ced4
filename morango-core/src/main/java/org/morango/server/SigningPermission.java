package org.morango.server;

import java.security.Principal;
import java.util.Map;
import org.morango.certificate.Certificate;
import org.morango.record.ScopeDefinition;

/** Decides whether a user may have a certificate; supplied by the application. Called by many threads at once. */
@FunctionalInterface
public interface SigningPermission {

    /** Allows no certificate. */
    SigningPermission NOTHING = (user, parent, scope, params) -> false;

    /**
     * Whether that user may have a certificate of that scope under that parent. The scope itself is checked besides: it
     * can never be wider than the parent's.
     */
    boolean allows(Principal user, Certificate parent, ScopeDefinition scope, Map<String, String> scopeParams);
}
