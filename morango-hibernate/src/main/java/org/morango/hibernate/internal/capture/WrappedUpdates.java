package org.morango.hibernate.internal.capture;

import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.entity.mutation.UpdateCoordinator;
import org.hibernate.sql.model.MutationOperationGroup;

/** Updates that do something besides. They raise versions like the plain ones. */
abstract class WrappedUpdates implements UpdateCoordinator {
    final UpdateCoordinator plain;

    WrappedUpdates(UpdateCoordinator plain) {
        this.plain = plain;
    }

    @Override
    public MutationOperationGroup getStaticMutationOperationGroup() {
        return plain.getStaticMutationOperationGroup();
    }

    @Override
    public void forceVersionIncrement(
            Object id, Object currentVersion, Object nextVersion, SharedSessionContractImplementor session) {
        plain.forceVersionIncrement(id, currentVersion, nextVersion, session);
    }

    @Override
    public void forceVersionIncrement(
            Object id,
            Object currentVersion,
            Object nextVersion,
            boolean batching,
            SharedSessionContractImplementor session) {
        plain.forceVersionIncrement(id, currentVersion, nextVersion, batching, session);
    }
}
