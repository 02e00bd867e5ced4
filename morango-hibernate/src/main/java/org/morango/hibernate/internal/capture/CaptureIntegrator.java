package org.morango.hibernate.internal.capture;

import java.util.Map;
import org.hibernate.SessionFactory;
import org.hibernate.SessionFactoryObserver;
import org.hibernate.boot.Metadata;
import org.hibernate.boot.spi.BootstrapContext;
import org.hibernate.engine.jdbc.spi.JdbcServices;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.event.service.spi.EventListenerRegistry;
import org.hibernate.event.spi.EventType;
import org.hibernate.integrator.spi.Integrator;
import org.hibernate.service.spi.SessionFactoryServiceRegistry;
import org.morango.common.MorangoException;
import org.morango.hibernate.internal.model.RecordLimits;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.model.UniqueKeys;
import org.morango.hibernate.internal.store.RootTenant;
import org.morango.hibernate.internal.store.StoreMappings;
import org.morango.hibernate.internal.store.SyncedClasses;

/** Registers the capture listeners with every session factory, and checks its models. Found by ServiceLoader. */
public final class CaptureIntegrator implements Integrator {

    @Override
    public void integrate(
            Metadata metadata, BootstrapContext bootstrapContext, SessionFactoryImplementor sessionFactory) {
        StoreMappings.fit(metadata, sessionFactory.getJdbcServices().getDialect());
        if (metadata.getEntityBindings().stream().noneMatch(SyncedClasses::isMeantToBe)) {
            // The library has nothing to do with a persistence unit without synced entities.
            return;
        }
        MappingCheck.run(metadata);
        UniqueKeys.keep(sessionFactory, metadata);
        EventListenerRegistry listeners =
                sessionFactory.getServiceRegistry().requireService(EventListenerRegistry.class);
        if (RootTenant.open(sessionFactory, metadata)) {
            listeners.appendListeners(EventType.PRE_INSERT, new TenantGuard());
        }
        CapturingJdbcServices services = capturing(sessionFactory);
        RootLocks locks = new RootLocks();
        ChangeListener changes = services.changes();
        CollectionListener collections = new CollectionListener(services.notes(), changes, locks);
        WritesBeside beside = new WritesBeside(services.notes());
        listeners.appendListeners(EventType.FLUSH_ENTITY, locks);
        listeners.getEventListenerGroup(EventType.DELETE).prependListener(services.hardDeletions());
        listeners.appendListeners(EventType.PRE_INSERT, changes, beside);
        listeners.appendListeners(EventType.PRE_UPDATE, changes, locks, beside);
        listeners.appendListeners(EventType.PRE_UPSERT, changes, beside);
        listeners.appendListeners(EventType.PRE_DELETE, services.deletes(), beside);
        listeners.appendListeners(EventType.PRE_COLLECTION_RECREATE, collections, beside);
        listeners.appendListeners(EventType.PRE_COLLECTION_UPDATE, collections, beside);
        listeners.appendListeners(EventType.PRE_COLLECTION_REMOVE, collections, beside);
        EarlyCallbacks.runOnce(listeners, sessionFactory.getEventEngine().getCallbackRegistry());
        listeners.appendListeners(EventType.POST_INSERT, changes);
        listeners.appendListeners(EventType.POST_UPDATE, changes);
        listeners.appendListeners(EventType.POST_UPSERT, changes);
        listeners.appendListeners(EventType.POST_DELETE, services.deletes());
        sessionFactory.addObserver(new SessionFactoryObserver() {
            private static final long serialVersionUID = 1L;

            @Override
            public void sessionFactoryCreated(SessionFactory factory) {
                // Reports what cannot be synced when the application starts, rather than at its first sync.
                FullUpdates.tell(SyncableModels.of((SessionFactoryImplementor) factory));
                RecordLimits.maxBytes((SessionFactoryImplementor) factory);
            }
        });
    }

    /** Returns the service that captures bulk statements and SQL. Without it, they would go unnoticed. */
    private static CapturingJdbcServices capturing(SessionFactoryImplementor factory) {
        if (factory.getServiceRegistry().requireService(JdbcServices.class) instanceof CapturingJdbcServices services) {
            return services;
        }
        throw new MorangoException(
                "Changes by queries and SQL cannot be noticed: the application replaces Hibernate's JdbcServices by its"
                        + " own; leave that out.",
                Map.of());
    }

    @Override
    public void disintegrate(SessionFactoryImplementor sessionFactory, SessionFactoryServiceRegistry serviceRegistry) {
        // The listeners end with the factory.
    }
}
