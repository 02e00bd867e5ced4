package org.morango.hibernate.internal.model;

import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.entity.EntityPersister;

/** Entities with only an id, for references. The referenced entity is not loaded. */
final class StandIns {
    private StandIns() {}

    static Object of(Class<?> entity, Object key, SharedSessionContractImplementor session) {
        EntityPersister target = session.getFactory().getMappingMetamodel().getEntityDescriptor(entity);
        return ofId(target, KeyForm.of(target).id(key, session), session);
    }

    /** Does the same for a key in Hibernate's form. */
    static Object ofId(EntityPersister target, Object id, SharedSessionContractImplementor session) {
        return target.hasProxy() ? target.createProxy(id, session) : target.instantiate(id, session);
    }
}
