package org.morango.hibernate.internal.capture;

import java.util.Objects;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.generator.values.GeneratedValues;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.persister.entity.mutation.DeleteCoordinator;
import org.hibernate.persister.entity.mutation.InsertCoordinator;
import org.hibernate.persister.entity.mutation.UpdateCoordinator;
import org.hibernate.sql.model.MutationOperationGroup;
import org.jspecify.annotations.Nullable;

/**
 * Notifies {@link ChangeListener} and {@link DeleteListener} of what stateless sessions write. The events of Hibernate
 * 6.6 do not name these sessions.
 */
final class StatelessWrites {
    private StatelessWrites() {}

    static InsertCoordinator seen(InsertCoordinator plain, EntityPersister entity) {
        return new Inserts(plain, entity);
    }

    /** Returns the coordinator of updates, or that of upserts, with notification. */
    static UpdateCoordinator seen(UpdateCoordinator plain, EntityPersister entity) {
        return new Updates(plain, entity);
    }

    static DeleteCoordinator seen(DeleteCoordinator plain, EntityPersister entity) {
        return new Deletes(plain, entity);
    }

    private static void written(
            Object written, Object id, EntityPersister entity, SharedSessionContractImplementor session) {
        if (session instanceof StatelessSession) {
            services(session).changes().written(written, id, entity, session);
        }
    }

    private static CapturingJdbcServices services(SharedSessionContractImplementor session) {
        return (CapturingJdbcServices) session.getFactory().getJdbcServices();
    }

    private record Inserts(InsertCoordinator plain, EntityPersister entity) implements InsertCoordinator {

        @Override
        public MutationOperationGroup getStaticMutationOperationGroup() {
            return plain.getStaticMutationOperationGroup();
        }

        @Override
        public @Nullable GeneratedValues insert(
                Object inserted, @Nullable Object[] values, SharedSessionContractImplementor session) {
            GeneratedValues generated = plain.insert(inserted, values, session);
            Object id = Objects.requireNonNull(generated).getGeneratedValue(entity.getIdentifierMapping());
            written(inserted, id, entity, session);
            return generated;
        }

        @Override
        public @Nullable GeneratedValues insert(
                Object inserted, Object id, @Nullable Object[] values, SharedSessionContractImplementor session) {
            GeneratedValues generated = plain.insert(inserted, id, values, session);
            written(inserted, id, entity, session);
            return generated;
        }
    }

    private static final class Updates extends WrappedUpdates {
        private final EntityPersister entity;

        Updates(UpdateCoordinator plain, EntityPersister entity) {
            super(plain);
            this.entity = entity;
        }

        @Override
        public @Nullable GeneratedValues update(
                Object updated,
                Object id,
                @Nullable Object rowId,
                @Nullable Object[] values,
                @Nullable Object oldVersion,
                @Nullable Object @Nullable [] oldValues,
                int @Nullable [] dirtyAttributes,
                boolean hasDirtyCollection,
                SharedSessionContractImplementor session) {
            GeneratedValues generated = plain.update(
                    updated, id, rowId, values, oldVersion, oldValues, dirtyAttributes, hasDirtyCollection, session);
            written(updated, id, entity, session);
            return generated;
        }
    }

    private record Deletes(DeleteCoordinator plain, EntityPersister entity) implements DeleteCoordinator {

        @Override
        public MutationOperationGroup getStaticMutationOperationGroup() {
            return plain.getStaticMutationOperationGroup();
        }

        @Override
        public void delete(
                Object deleted, Object id, @Nullable Object version, SharedSessionContractImplementor session) {
            plain.delete(deleted, id, version, session);
            if (session instanceof StatelessSession) {
                services(session).deletes().deleted(deleted, id, entity, session);
            }
        }
    }
}
