package org.morango.hibernate.internal.capture;

import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.persister.entity.mutation.DeleteCoordinator;
import org.hibernate.sql.model.MutationOperationGroup;

/** Notifies {@link DeleteListener} of deletes by stateless sessions. Their events do not name the session. */
record StatelessDeletes(DeleteCoordinator plain, EntityPersister entity) implements DeleteCoordinator {

    static DeleteCoordinator seen(DeleteCoordinator plain, EntityPersister entity) {
        return new StatelessDeletes(plain, entity);
    }

    @Override
    public MutationOperationGroup getStaticMutationOperationGroup() {
        return plain.getStaticMutationOperationGroup();
    }

    @Override
    public void delete(Object deleted, Object id, Object version, SharedSessionContractImplementor session) {
        plain.delete(deleted, id, version, session);
        if (session instanceof StatelessSession) {
            ((CapturingJdbcServices) session.getFactory().getJdbcServices())
                    .deletes()
                    .deleted(deleted, id, entity, session);
        }
    }
}
