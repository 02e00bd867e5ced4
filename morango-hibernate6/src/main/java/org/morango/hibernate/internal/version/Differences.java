package org.morango.hibernate.internal.version;

import java.util.Collection;
import java.util.function.UnaryOperator;
import org.hibernate.StatelessSessionBuilder;
import org.hibernate.annotations.OnDeleteAction;
import org.hibernate.engine.spi.CollectionEntry;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.event.service.spi.EventListenerGroup;
import org.hibernate.event.spi.AbstractCollectionEvent;
import org.hibernate.event.spi.EventSource;
import org.hibernate.event.spi.PreInsertEvent;
import org.hibernate.event.spi.PreInsertEventListener;
import org.hibernate.event.spi.PreUpdateEvent;
import org.hibernate.event.spi.PreUpdateEventListener;
import org.hibernate.generator.Generator;
import org.hibernate.id.Assigned;
import org.hibernate.internal.SessionFactoryImpl;
import org.hibernate.jpa.event.spi.CallbackRegistry;
import org.hibernate.mapping.ForeignKey;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.mapping.Table;
import org.hibernate.metamodel.mapping.EmbeddableMappingType;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.AbstractEntityPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.resource.jdbc.spi.PhysicalConnectionHandlingMode;
import org.hibernate.type.SqlTypes;
import org.hibernate.type.descriptor.jdbc.JdbcType;
import org.jspecify.annotations.Nullable;

/** API that differs between lines of Hibernate, here for 6.6. */
public final class Differences {
    static final String ARTIFACT = "morango-hibernate6";

    private Differences() {}

    static boolean isMadeFor(int major, int minor) {
        return major == 6 && minor == 6;
    }

    /**
     * Opens sessions that keep their connection until they are closed. The builder of Hibernate 6.6 has no option for
     * it.
     */
    public static StatelessSessionBuilder keepingConnections(SessionFactoryImplementor factory) {
        return new SessionFactoryImpl.StatelessSessionBuilderImpl(factory.unwrap(SessionFactoryImpl.class)) {
            @Override
            public PhysicalConnectionHandlingMode getPhysicalConnectionHandlingMode() {
                return PhysicalConnectionHandlingMode.DELAYED_ACQUISITION_AND_HOLD;
            }
        };
    }

    /** Opens sessions whose statements are given to an inspector before they are prepared. */
    public static StatelessSessionBuilder inspecting(
            SessionFactoryImplementor factory, UnaryOperator<String> inspector) {
        return factory.withStatelessOptions().statementInspector(inspector::apply);
    }

    /** Returns whether each tenant has a database or a schema of its own. */
    public static boolean hasPlacesOfTenants(SessionFactoryImplementor factory) {
        return factory.getSessionFactoryOptions().isMultiTenancyEnabled();
    }

    public static boolean isJson(JdbcType type) {
        return type.getDefaultSqlTypeCode() == SqlTypes.JSON;
    }

    @SuppressWarnings("deprecation")
    public static boolean hasSeveralTables(EntityPersister entity) {
        return ((AbstractEntityPersister) entity).isMultiTable();
    }

    public static boolean isDynamicInsert(EntityPersister entity) {
        return entity.getEntityMetamodel().isDynamicInsert();
    }

    public static boolean isDynamicUpdate(EntityPersister entity) {
        return entity.getEntityMetamodel().isDynamicUpdate();
    }

    /** Returns whether the application gives new entities their keys. */
    public static boolean isKeyAssigned(EntityPersister entity) {
        return entity.getGenerator() instanceof Assigned;
    }

    /** Returns the generators of the attributes' values, in their order; null for attributes without one. */
    public static @Nullable Generator[] generators(EntityPersister entity) {
        return entity.getEntityMetamodel().getGenerators();
    }

    public static OnDeleteAction[] onDeleteActions(EntityPersister entity) {
        return entity.getEntityMetamodel().getPropertyOnDeleteActions();
    }

    public static Collection<ForeignKey> foreignKeys(Table table) {
        return table.getForeignKeys().values();
    }

    public static Object instantiate(EmbeddableMappingType type, @Nullable Object[] values) {
        return type.getRepresentationStrategy()
                .getInstantiator()
                .instantiate(
                        () -> values,
                        type.findContainingEntityMapping().getEntityPersister().getFactory());
    }

    public static EventListenerGroup<PreInsertEventListener> beforeInserts(SessionFactoryImplementor factory) {
        return factory.getFastSessionServices().eventListenerGroup_PRE_INSERT;
    }

    public static EventListenerGroup<PreUpdateEventListener> beforeUpdates(SessionFactoryImplementor factory) {
        return factory.getFastSessionServices().eventListenerGroup_PRE_UPDATE;
    }

    /** Returns the source of events of this session. In Hibernate 6.6 a stateless session is not a source of events. */
    public static @Nullable EventSource source(SharedSessionContractImplementor session) {
        return session instanceof EventSource source ? source : null;
    }

    /** Calls an entity's callbacks. Hibernate 6.6 does not do it for stateless sessions. */
    public static void callBeforeInsert(PreInsertEvent event) {
        callbacks(event.getPersister()).preCreate(event.getEntity());
    }

    public static void callBeforeUpdate(PreUpdateEvent event) {
        callbacks(event.getPersister()).preUpdate(event.getEntity());
    }

    private static CallbackRegistry callbacks(EntityPersister entity) {
        return entity.getFactory().getEventEngine().getCallbackRegistry();
    }

    /** Returns whether old states stay in the entity's own table. */
    public static boolean keepsOldRows(PersistentClass entity) {
        return false;
    }

    /** Returns whether deleted elements stay in the collection's own table. */
    public static boolean keepsOldRows(org.hibernate.mapping.Collection collection) {
        return collection.getSoftDeleteColumn() != null;
    }

    /** Returns the session of an event; null if it is stateless. */
    public static @Nullable SharedSessionContractImplementor session(AbstractCollectionEvent event) {
        return event.getSession();
    }

    /** Returns the persister of the collection that is written. */
    public static @Nullable CollectionPersister collection(AbstractCollectionEvent event) {
        CollectionEntry entry = event.getSession() == null
                ? null
                : event.getSession().getPersistenceContextInternal().getCollectionEntry(event.getCollection());
        if (entry == null) {
            return null;
        }
        return entry.getCurrentPersister() != null ? entry.getCurrentPersister() : entry.getLoadedPersister();
    }
}
