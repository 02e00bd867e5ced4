package org.morango.server;

import java.security.Principal;
import java.util.Map;
import org.morango.certificate.Certificate;
import org.morango.record.ScopeDefinition;

/**
 * Decides whether a user may have a certificate, and whether a certificate may be renewed; supplied by the application.
 * Called by many threads at once.
 */
@FunctionalInterface
public interface SigningPermission {

    /** Allows no certificate, and no renewal. */
    SigningPermission NOTHING = new SigningPermission() {
        @Override
        public boolean allows(
                Principal user, Certificate parent, ScopeDefinition scope, Map<String, String> scopeParams) {
            return false;
        }

        @Override
        public boolean allowsRenewal(Certificate certificate, ScopeDefinition scope) {
            return false;
        }
    };

    /**
     * Whether that user may have a certificate of that scope under that parent. The scope itself is checked besides: it
     * can never be wider than the parent's.
     */
    boolean allows(Principal user, Certificate parent, ScopeDefinition scope, Map<String, String> scopeParams);

    /**
     * Whether a certificate may be renewed: its owner gets a new one of the same scope, with a new time to live. It is asked
     * for valid certificates only, once the owner has proven to hold the private key. No user is known here; what the
     * certificate is for says its parameters. By default every valid certificate may be renewed, until it is revoked.
     */
    default boolean allowsRenewal(Certificate certificate, ScopeDefinition scope) {
        return true;
    }
}
