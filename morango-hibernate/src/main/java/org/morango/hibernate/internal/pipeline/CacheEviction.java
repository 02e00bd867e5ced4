package org.morango.hibernate.internal.pipeline;

import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.hibernate.StatelessSession;
import org.hibernate.cache.spi.CacheImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.collection.CollectionPersister;
import org.morango.hibernate.internal.model.SyncableModel;

/** Keeps the application's second-level and query caches consistent with the rows that a sync has written. */
final class CacheEviction {
    private CacheEviction() {}

    /**
     * Clears the caches of these models once the transaction is committed. Before that, others would only cache the old
     * rows again. Clears whole regions and not rows, so that the work does not grow with the number of records.
     */
    static void afterCommit(StatelessSession session, List<SyncableModel> models) {
        SharedSessionContractImplementor implementor = (SharedSessionContractImplementor) session;
        if (implementor.getFactory().getSessionFactoryOptions().isSecondLevelCacheEnabled()) {
            implementor
                    .getTransactionCoordinator()
                    .getLocalSynchronizations()
                    .registerSynchronization(new Synchronization() {
                        @Override
                        public void beforeCompletion() {
                            // The changes are not visible to others yet.
                        }

                        @Override
                        public void afterCompletion(int status) {
                            if (status == Status.STATUS_COMMITTED) {
                                models.forEach(model -> evict(model, implementor));
                            }
                        }
                    });
        }
    }

    private static void evict(SyncableModel model, SharedSessionContractImplementor session) {
        CacheImplementor cache = session.getFactory().getCache();
        Set<String> tables =
                new TreeSet<>(Arrays.asList((String[]) model.persister().getQuerySpaces()));
        cache.evictEntityData(model.persister().getEntityName());
        cache.evictNaturalIdData(model.persister().getEntityName());
        model.persister().visitAttributeMappings(attribute -> {
            if (attribute.isPluralAttributeMapping()) {
                CollectionPersister collection =
                        attribute.asPluralAttributeMapping().getCollectionDescriptor();
                cache.evictCollectionData(collection.getRole());
                tables.addAll(Arrays.asList(collection.getCollectionSpaces()));
            }
        });
        if (session.getFactory().getSessionFactoryOptions().isQueryCacheEnabled()) {
            cache.getTimestampsCache().invalidate(tables.toArray(String[]::new), session);
        }
    }
}
