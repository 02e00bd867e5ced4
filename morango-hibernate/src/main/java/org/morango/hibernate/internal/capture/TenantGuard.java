package org.morango.hibernate.internal.capture;

import java.util.Map;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.event.spi.PreInsertEvent;
import org.hibernate.event.spi.PreInsertEventListener;
import org.hibernate.generator.Generator;
import org.hibernate.generator.internal.TenantIdGeneration;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;
import org.morango.common.MorangoException;
import org.morango.hibernate.internal.store.RootTenant;
import org.morango.hibernate.internal.version.Differences;

/**
 * Refuses new entities without a tenant in sessions of the library, which it gives to hooks of the application:
 * Hibernate would make them rows of the root tenant, which no session of the application sees.
 */
final class TenantGuard implements PreInsertEventListener {
    private static final long serialVersionUID = 1L;

    /** @throws MorangoException if the tenant is not set */
    @Override
    public boolean onPreInsert(PreInsertEvent event) {
        SharedSessionContractImplementor session = event.getSession();
        if (session != null
                && RootTenant.isThis(session.getTenantIdentifierValue())
                && lacksTenant(event.getPersister(), event.getState())) {
            String entity = event.getPersister().getEntityName();
            throw new MorangoException(
                    "Entity " + entity
                            + " cannot be persisted while a sync runs: its tenant is not set. The session of a"
                            + " sync is not one of a tenant, so set the attribute with @TenantId.",
                    Map.of("entity", entity));
        }
        return false;
    }

    private static boolean lacksTenant(EntityPersister persister, @Nullable Object[] state) {
        Generator[] generators = Differences.generators(persister);
        for (int i = 0; i < generators.length; i++) {
            if (generators[i] instanceof TenantIdGeneration && state[i] == null) {
                return true;
            }
        }
        return false;
    }
}
