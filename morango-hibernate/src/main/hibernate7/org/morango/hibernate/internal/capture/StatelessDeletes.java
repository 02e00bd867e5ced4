package org.morango.hibernate.internal.capture;

import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.persister.entity.mutation.DeleteCoordinator;

/** Deletes by stateless sessions. {@link DeleteListener} captures them like all others. */
final class StatelessDeletes {
    private StatelessDeletes() {}

    static DeleteCoordinator seen(DeleteCoordinator plain, EntityPersister entity) {
        return plain;
    }
}
