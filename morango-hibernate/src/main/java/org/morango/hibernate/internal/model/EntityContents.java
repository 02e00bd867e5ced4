package org.morango.hibernate.internal.model;

import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.proxy.HibernateProxy;
import org.hibernate.proxy.LazyInitializer;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.SyncableEntity;
import org.morango.hibernate.internal.capture.EntityAccess;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Contents as detached entities, and back. Uses no connection of the database. */
public final class EntityContents {
    private final SessionFactoryImplementor factory;
    private final SyncableModel model;

    public EntityContents(SessionFactoryImplementor factory, SyncableModel model) {
        this.factory = factory;
        this.model = model;
    }

    /**
     * The entity of a content.
     *
     * @throws IllegalArgumentException if the content does not fit the entity
     */
    public SyncableEntity entity(String id, JsonNode content) {
        // It takes a connection only for a statement.
        try (StatelessSession session = factory.openStatelessSession()) {
            EntityWriter writer = new EntityWriter(session, model);
            return writer.entity(
                    id,
                    content.path("_morango_source_id").stringValue(""),
                    content.path("_morango_partition").stringValue(""),
                    writer.values(RecordContent.MAPPER.writeValueAsString(content), null));
        }
    }

    /** Puts an entity's values into a content. */
    public ObjectNode write(SyncableEntity entity, ObjectNode content) {
        for (Member member : model.members()) {
            Object value = model.persister().getValue(entity, member.position());
            content.set(member.name(), member.toJson(member.isReference() ? idOf(value) : value));
        }
        return content;
    }

    private static @Nullable Object idOf(@Nullable Object target) {
        LazyInitializer proxy = HibernateProxy.extractLazyInitializer(target);
        if (proxy != null) {
            return proxy.getInternalIdentifier();
        }
        return target instanceof SyncableEntity entity ? EntityAccess.get().id(entity) : null;
    }

    /** A content as JSON; a text if it is none. */
    public static JsonNode parse(String content) {
        try {
            return RecordContent.MAPPER.readTree(content);
        } catch (tools.jackson.core.JacksonException e) {
            return RecordContent.MAPPER.getNodeFactory().stringNode(content);
        }
    }
}
