package org.morango.hibernate.internal.capture;

import java.util.Set;
import java.util.stream.IntStream;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.generator.values.GeneratedValues;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.persister.entity.mutation.UpdateCoordinator;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.entity.OwnWrites;
import org.morango.hibernate.internal.model.TableReferences;

/**
 * Updates that leave out references in tables of their own where the library writes an entity: it writes these
 * references itself, because Hibernate does not know whether they have rows.
 */
final class OwnUpdates extends WrappedUpdates {
    private final EntityPersister entity;

    OwnUpdates(UpdateCoordinator plain, EntityPersister entity) {
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
        return plain.update(
                updated,
                id,
                rowId,
                values,
                oldVersion,
                oldValues,
                dirtyAttributes == null && OwnWrites.include(updated) ? rest() : dirtyAttributes,
                hasDirtyCollection,
                session);
    }

    /** Returns the positions of all other attributes; null if there are no such references. */
    private int @Nullable [] rest() {
        Set<Integer> left = TableReferences.of(entity);
        return left.isEmpty()
                ? null
                : IntStream.range(0, entity.getPropertyNames().length)
                        .filter(at -> !left.contains(at))
                        .toArray();
    }
}
