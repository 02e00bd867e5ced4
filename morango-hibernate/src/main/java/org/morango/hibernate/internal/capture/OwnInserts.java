package org.morango.hibernate.internal.capture;

import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.generator.values.GeneratedValues;
import org.hibernate.persister.entity.mutation.InsertCoordinator;
import org.hibernate.sql.model.MutationOperationGroup;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.entity.OwnWrites;

/**
 * Inserts that get their references to the rows of whose collections they are elements from the library, where it writes
 * an entity. Otherwise Hibernate finds these rows among the entities of its session.
 */
record OwnInserts(InsertCoordinator plain) implements InsertCoordinator {
    @Override
    public MutationOperationGroup getStaticMutationOperationGroup() {
        return plain.getStaticMutationOperationGroup();
    }

    @Override
    public @Nullable GeneratedValues insert(
            Object inserted, @Nullable Object[] values, SharedSessionContractImplementor session) {
        complete(inserted, values);
        return plain.insert(inserted, values, session);
    }

    @Override
    public @Nullable GeneratedValues insert(
            Object inserted, Object id, @Nullable Object[] values, SharedSessionContractImplementor session) {
        complete(inserted, values);
        return plain.insert(inserted, id, values, session);
    }

    private static void complete(Object inserted, @Nullable Object[] values) {
        OwnWrites.backReferences(inserted).forEach((position, id) -> values[position] = id);
    }
}
