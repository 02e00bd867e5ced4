package org.morango.it.documents.tenants;

import org.hibernate.context.spi.CurrentTenantIdentifierResolver;
import org.jspecify.annotations.Nullable;

/** The practice for which a thread works. */
public final class CurrentPractice implements CurrentTenantIdentifierResolver<String> {
    private static final ThreadLocal<@Nullable String> CURRENT = new ThreadLocal<>();

    /** Sets the practice for which this thread works. */
    public static void set(String practice) {
        CURRENT.set(practice);
    }

    @Override
    public String resolveCurrentTenantIdentifier() {
        String current = CURRENT.get();
        return current == null ? "none" : current;
    }

    @Override
    public boolean validateExistingCurrentSessions() {
        return false;
    }
}
