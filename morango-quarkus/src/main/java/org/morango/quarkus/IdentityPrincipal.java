package org.morango.quarkus;

import io.quarkus.security.identity.SecurityIdentity;
import java.security.Principal;

/** A user of the application, with the roles that Quarkus Security has found. */
record IdentityPrincipal(SecurityIdentity identity) implements Principal {

    @Override
    public String getName() {
        return identity.getPrincipal().getName();
    }
}
