package org.morango.hibernate.internal.model;

import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.entity.EntityPersister;

/** Entities with only an id, for references. The referenced entity is not loaded. */
final class StandIns {
    private StandIns() {}

    static Object of(Class<?> entity, Object id, SharedSessionContractImplementor session) {
        EntityPersister target = session.getFactory().getMappingMetamodel().getEntityDescriptor(entity);
        return target.hasProxy() ? target.createProxy(id, session) : target.instantiate(id, session);
    }
}
