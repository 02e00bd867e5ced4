package org.morango.hibernate.internal.capture;

import org.hibernate.SessionFactory;
import org.hibernate.SessionFactoryObserver;
import org.hibernate.boot.Metadata;
import org.hibernate.boot.spi.BootstrapContext;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.event.service.spi.EventListenerRegistry;
import org.hibernate.event.spi.EventType;
import org.hibernate.integrator.spi.Integrator;
import org.hibernate.mapping.Index;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.service.spi.SessionFactoryServiceRegistry;
import org.morango.hibernate.SyncableEntity;
import org.morango.hibernate.internal.model.SyncableModels;
import org.morango.hibernate.internal.store.ExactColumns;
import org.morango.hibernate.internal.store.LongColumns;

/** Registers the capture listeners with every session factory, and checks its models. Found by ServiceLoader. */
public final class CaptureIntegrator implements Integrator {

    @Override
    public void integrate(
            Metadata metadata, BootstrapContext bootstrapContext, SessionFactoryImplementor sessionFactory) {
        metadata.getEntityBindings().forEach(CaptureIntegrator::indexChanges);
        LongColumns.tune(metadata, sessionFactory.getJdbcServices().getDialect());
        ExactColumns.tune(metadata, sessionFactory.getJdbcServices().getDialect());
        EventListenerRegistry listeners =
                sessionFactory.getServiceRegistry().requireService(EventListenerRegistry.class);
        ChangeListener changes = new ChangeListener();
        // Ahead of Hibernate's own, so that the mark is part of the very update it schedules.
        listeners.getEventListenerGroup(EventType.FLUSH_ENTITY).prependListener(changes);
        listeners.appendListeners(EventType.PRE_INSERT, changes);
        listeners.appendListeners(EventType.PRE_UPDATE, changes);
        listeners.appendListeners(EventType.PRE_UPSERT, changes);
        listeners.appendListeners(EventType.POST_DELETE, new DeleteListener());
        sessionFactory.addObserver(new SessionFactoryObserver() {
            private static final long serialVersionUID = 1L;

            @Override
            public void sessionFactoryCreated(SessionFactory factory) {
                // Reports what cannot be synced when the application starts, rather than at its first sync.
                SyncableModels.of((SessionFactoryImplementor) factory);
            }
        });
    }

    /** So that finding the changed rows does not cost a scan of the table. */
    private static void indexChanges(PersistentClass entity) {
        Class<?> type = entity.getMappedClass();
        if (type != null && SyncableEntity.class.isAssignableFrom(type) && entity.hasProperty(ChangeListener.DIRTY)) {
            Index index = entity.getTable().getOrCreateIndex(entity.getTable().getName() + "_morango_dirty");
            entity.getProperty(ChangeListener.DIRTY).getColumns().forEach(index::addColumn);
            entity.getIdentifierProperty().getColumns().forEach(index::addColumn);
        }
    }

    @Override
    public void disintegrate(SessionFactoryImplementor sessionFactory, SessionFactoryServiceRegistry serviceRegistry) {
        // The listeners go with the factory.
    }
}
