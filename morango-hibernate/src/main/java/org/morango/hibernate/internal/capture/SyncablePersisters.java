package org.morango.hibernate.internal.capture;

import org.hibernate.cache.spi.access.EntityDataAccess;
import org.hibernate.cache.spi.access.NaturalIdDataAccess;
import org.hibernate.generator.Generator;
import org.hibernate.mapping.Collection;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.metamodel.spi.RuntimeModelCreationContext;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.persister.entity.JoinedSubclassEntityPersister;
import org.hibernate.persister.entity.SingleTableEntityPersister;
import org.hibernate.persister.entity.UnionSubclassEntityPersister;
import org.hibernate.persister.entity.mutation.DeleteCoordinator;
import org.hibernate.persister.entity.mutation.InsertCoordinator;
import org.hibernate.persister.entity.mutation.UpdateCoordinator;
import org.hibernate.persister.internal.StandardPersisterClassResolver;
import org.hibernate.query.sqm.mutation.spi.SqmMultiTableInsertStrategy;
import org.hibernate.query.sqm.mutation.spi.SqmMultiTableMutationStrategy;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.entity.OwnWrites;
import org.morango.hibernate.internal.store.SyncedClasses;
import org.morango.hibernate.internal.version.Differences;
import org.morango.hibernate.mapping.SyncableEntity;

/**
 * Hibernate's own persisters, with one difference: bulk updates and deletes of synced entities, what stateless sessions
 * write, and changes of collections that the rows of their elements keep, are captured. Hibernate asks an entity's
 * persister how to execute a query, however the query is written, and how to write an entity.
 */
public final class SyncablePersisters extends StandardPersisterClassResolver {
    private static final long serialVersionUID = 1L;

    @Override
    public Class<? extends EntityPersister> getEntityPersisterClass(PersistentClass entity) {
        Class<? extends EntityPersister> standard = super.getEntityPersisterClass(entity);
        if (!SyncedClasses.hasSyncedRows(entity)) {
            return standard;
        }
        return standard == JoinedSubclassEntityPersister.class
                ? Joined.class
                : standard == UnionSubclassEntityPersister.class ? Union.class : SingleTable.class;
    }

    @Override
    public Class<? extends CollectionPersister> getCollectionPersisterClass(Collection collection) {
        return ChildCollections.include(collection)
                ? ChildCollections.class
                : super.getCollectionPersisterClass(collection);
    }

    private static @Nullable SqmMultiTableMutationStrategy captured(
            EntityPersister persister, @Nullable SqmMultiTableMutationStrategy standard) {
        if (standard instanceof BulkCapture) {
            // The strategy of its superclass.
            return standard;
        }
        // An entity with several tables has its strategy once it is initialized. An entity with a single table never
        // has one.
        return standard == null && Differences.hasSeveralTables(persister) ? null : new BulkCapture(standard);
    }

    private static @Nullable SqmMultiTableInsertStrategy refused(
            EntityPersister persister, @Nullable SqmMultiTableInsertStrategy standard) {
        return standard == null || !SyncableEntity.class.isAssignableFrom(persister.getMappedClass())
                ? standard
                : new RefusedInsert(standard);
    }

    /** Persister of an entity in one table, with subclasses in the same table or with secondary tables. */
    public static final class SingleTable extends SingleTableEntityPersister {
        private static final long serialVersionUID = 1L;

        public SingleTable(
                PersistentClass entity,
                EntityDataAccess cache,
                NaturalIdDataAccess naturalIdCache,
                RuntimeModelCreationContext context) {
            super(entity, cache, naturalIdCache, context);
        }

        @Override
        public @Nullable SqmMultiTableMutationStrategy getSqmMultiTableMutationStrategy() {
            return captured(this, super.getSqmMultiTableMutationStrategy());
        }

        @Override
        public @Nullable SqmMultiTableInsertStrategy getSqmMultiTableInsertStrategy() {
            return refused(this, super.getSqmMultiTableInsertStrategy());
        }

        @Override
        public Generator getGenerator() {
            return OwnWrites.generator(super.getGenerator());
        }

        @Override
        public InsertCoordinator getInsertCoordinator() {
            return new OwnInserts(StatelessWrites.seen(super.getInsertCoordinator(), this));
        }

        @Override
        public UpdateCoordinator getUpdateCoordinator() {
            return new OwnUpdates(StatelessWrites.seen(super.getUpdateCoordinator(), this), this);
        }

        @Override
        public UpdateCoordinator getMergeCoordinator() {
            return StatelessWrites.seen(super.getMergeCoordinator(), this);
        }

        @Override
        public DeleteCoordinator getDeleteCoordinator() {
            return StatelessWrites.seen(super.getDeleteCoordinator(), this);
        }
    }

    /** Persister of subclasses in joined tables. */
    public static final class Joined extends JoinedSubclassEntityPersister {
        private static final long serialVersionUID = 1L;

        public Joined(
                PersistentClass entity,
                EntityDataAccess cache,
                NaturalIdDataAccess naturalIdCache,
                RuntimeModelCreationContext context) {
            super(entity, cache, naturalIdCache, context);
        }

        @Override
        public @Nullable SqmMultiTableMutationStrategy getSqmMultiTableMutationStrategy() {
            return captured(this, super.getSqmMultiTableMutationStrategy());
        }

        @Override
        public @Nullable SqmMultiTableInsertStrategy getSqmMultiTableInsertStrategy() {
            return refused(this, super.getSqmMultiTableInsertStrategy());
        }

        @Override
        public Generator getGenerator() {
            return OwnWrites.generator(super.getGenerator());
        }

        @Override
        public InsertCoordinator getInsertCoordinator() {
            return new OwnInserts(StatelessWrites.seen(super.getInsertCoordinator(), this));
        }

        @Override
        public UpdateCoordinator getUpdateCoordinator() {
            return new OwnUpdates(StatelessWrites.seen(super.getUpdateCoordinator(), this), this);
        }

        @Override
        public UpdateCoordinator getMergeCoordinator() {
            return StatelessWrites.seen(super.getMergeCoordinator(), this);
        }

        @Override
        public DeleteCoordinator getDeleteCoordinator() {
            return StatelessWrites.seen(super.getDeleteCoordinator(), this);
        }
    }

    /** Persister of classes that each have a table of their own. */
    public static final class Union extends UnionSubclassEntityPersister {
        private static final long serialVersionUID = 1L;

        public Union(
                PersistentClass entity,
                EntityDataAccess cache,
                NaturalIdDataAccess naturalIdCache,
                RuntimeModelCreationContext context) {
            super(entity, cache, naturalIdCache, context);
        }

        @Override
        public @Nullable SqmMultiTableMutationStrategy getSqmMultiTableMutationStrategy() {
            return captured(this, super.getSqmMultiTableMutationStrategy());
        }

        @Override
        public @Nullable SqmMultiTableInsertStrategy getSqmMultiTableInsertStrategy() {
            return refused(this, super.getSqmMultiTableInsertStrategy());
        }

        @Override
        public Generator getGenerator() {
            return OwnWrites.generator(super.getGenerator());
        }

        @Override
        public InsertCoordinator getInsertCoordinator() {
            return new OwnInserts(StatelessWrites.seen(super.getInsertCoordinator(), this));
        }

        @Override
        public UpdateCoordinator getUpdateCoordinator() {
            return new OwnUpdates(StatelessWrites.seen(super.getUpdateCoordinator(), this), this);
        }

        @Override
        public UpdateCoordinator getMergeCoordinator() {
            return StatelessWrites.seen(super.getMergeCoordinator(), this);
        }

        @Override
        public DeleteCoordinator getDeleteCoordinator() {
            return StatelessWrites.seen(super.getDeleteCoordinator(), this);
        }
    }
}
