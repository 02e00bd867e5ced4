package org.morango.access;

import java.security.Principal;
import java.util.Map;
import org.morango.certificate.Certificate;
import org.morango.record.ScopeDefinition;

/**
 * Decides whether a user may have a certificate, and whether a certificate may be renewed. Provided by the application;
 * must be thread-safe.
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
     * Returns whether a user may have a certificate of a scope under a parent. The scope itself is checked as well: it
     * can never be wider than the parent's.
     */
    boolean allows(Principal user, Certificate parent, ScopeDefinition scope, Map<String, String> scopeParams);

    /**
     * Returns whether a certificate may be renewed: its owner gets a new one of the same scope, with a new lifetime.
     * This is called only for valid certificates, after the owner has proven to hold the private key. No user is known
     * here; the parameters of the certificate identify its owner. By default, every valid certificate may be renewed
     * until it is revoked.
     */
    default boolean allowsRenewal(Certificate certificate, ScopeDefinition scope) {
        return true;
    }
}
