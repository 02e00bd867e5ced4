package org.morango.hibernate.internal.version;

import java.util.Collection;
import java.util.function.UnaryOperator;
import org.hibernate.ConnectionAcquisitionMode;
import org.hibernate.ConnectionReleaseMode;
import org.hibernate.StatelessSessionBuilder;
import org.hibernate.annotations.OnDeleteAction;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.event.service.spi.EventListenerGroup;
import org.hibernate.event.spi.AbstractCollectionEvent;
import org.hibernate.event.spi.PreInsertEvent;
import org.hibernate.event.spi.PreInsertEventListener;
import org.hibernate.event.spi.PreUpdateEvent;
import org.hibernate.event.spi.PreUpdateEventListener;
import org.hibernate.generator.Assigned;
import org.hibernate.generator.Generator;
import org.hibernate.mapping.ForeignKey;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.mapping.Table;
import org.hibernate.metamodel.mapping.EmbeddableMappingType;
import org.hibernate.metamodel.spi.ValueAccess;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.persister.state.internal.AuditStateManagement;
import org.hibernate.persister.state.internal.SoftDeleteStateManagement;
import org.hibernate.type.descriptor.jdbc.JdbcType;
import org.jspecify.annotations.Nullable;

/** API that differs between lines of Hibernate, here for 7.4. */
public final class Differences {
    static final String ARTIFACT = "morango-hibernate";

    private Differences() {}

    static boolean isMadeFor(int major, int minor) {
        return major == 7 && minor >= 4;
    }

    /** Opens sessions that keep their connection until they are closed. */
    public static StatelessSessionBuilder keepingConnections(SessionFactoryImplementor factory) {
        return factory.withStatelessOptions()
                .connectionHandling(ConnectionAcquisitionMode.AS_NEEDED, ConnectionReleaseMode.ON_CLOSE);
    }

    /** Opens sessions whose statements are given to an inspector before they are prepared. */
    public static StatelessSessionBuilder inspecting(
            SessionFactoryImplementor factory, UnaryOperator<String> inspector) {
        return factory.withStatelessOptions().statementInspector(inspector);
    }

    /** Returns whether each tenant has a database or a schema of its own. */
    public static boolean hasPlacesOfTenants(SessionFactoryImplementor factory) {
        return factory.getSessionFactoryOptions().isMultiTenancyEnabled()
                || factory.getSessionFactoryOptions().getTenantSchemaMapper() != null;
    }

    public static boolean isJson(JdbcType type) {
        return type.isJson();
    }

    public static boolean hasSeveralTables(EntityPersister entity) {
        return entity.hasMultipleTables();
    }

    public static boolean isDynamicInsert(EntityPersister entity) {
        return entity.isDynamicInsert();
    }

    public static boolean isDynamicUpdate(EntityPersister entity) {
        return entity.isDynamicUpdate();
    }

    /** Returns whether the application gives new entities their keys. */
    public static boolean isKeyAssigned(EntityPersister entity) {
        return entity.getGenerator() instanceof Assigned;
    }

    /** Returns the generators of the attributes' values, in their order; null for attributes without one. */
    public static @Nullable Generator[] generators(EntityPersister entity) {
        return entity.getGenerators();
    }

    public static OnDeleteAction[] onDeleteActions(EntityPersister entity) {
        return entity.getPropertyOnDeleteActions();
    }

    public static Collection<ForeignKey> foreignKeys(Table table) {
        return table.getForeignKeyCollection();
    }

    public static Object instantiate(EmbeddableMappingType type, @Nullable Object[] values) {
        return type.getRepresentationStrategy().getInstantiator().instantiate(new Values(values));
    }

    /** Values of an embeddable's attributes, for its instantiator. */
    private record Values(@Nullable Object[] values) implements ValueAccess {
        @Override
        public @Nullable Object[] getValues() {
            return values;
        }
    }

    public static EventListenerGroup<PreInsertEventListener> beforeInserts(SessionFactoryImplementor factory) {
        return factory.getEventListenerGroups().eventListenerGroup_PRE_INSERT;
    }

    public static EventListenerGroup<PreUpdateEventListener> beforeUpdates(SessionFactoryImplementor factory) {
        return factory.getEventListenerGroups().eventListenerGroup_PRE_UPDATE;
    }

    /** Returns whether deleted or old states stay in the entity's own table. */
    public static boolean keepsOldRows(PersistentClass entity) {
        Class<?> kind = entity.getRootClass().getStateManagementType();
        return kind != null && kind != AuditStateManagement.class && kind != SoftDeleteStateManagement.class;
    }

    /** Returns whether deleted or old elements stay in the collection's own table. */
    public static boolean keepsOldRows(org.hibernate.mapping.Collection collection) {
        Class<?> kind = collection.getStateManagementType();
        return kind != null && kind != AuditStateManagement.class;
    }

    /** Returns the persister of the collection that is written. */
    public static @Nullable CollectionPersister collection(AbstractCollectionEvent event) {
        return event.getCollectionPersister();
    }

    /** Returns the session of an event; null if it is stateless. Hibernate 7.4 throws if it is asked for such a session. */
    public static @Nullable SharedSessionContractImplementor session(AbstractCollectionEvent event) {
        try {
            return event.getSession();
        } catch (NullPointerException e) {
            return null;
        }
    }

    /** Returns the source of events of this session. */
    public static SharedSessionContractImplementor source(SharedSessionContractImplementor session) {
        return session;
    }

    /**
     * Calls an entity's callbacks where Hibernate does not do it for stateless sessions. Hibernate 7.4 does, so this
     * does nothing.
     */
    public static void callBeforeInsert(PreInsertEvent event) {}

    public static void callBeforeUpdate(PreUpdateEvent event) {}
}
