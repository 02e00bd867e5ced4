package org.morango.hibernate.internal.model;

import java.util.LinkedHashMap;
import java.util.Map;
import org.hibernate.Hibernate;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.proxy.HibernateProxy;
import org.hibernate.proxy.LazyInitializer;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.entity.EntityAccess;
import org.morango.hibernate.internal.model.CollectionMember.Elements;
import org.morango.hibernate.mapping.SyncableEntity;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Converts contents to detached entities and back. Does not use a database connection, so it does not know the rows of
 * entities that have keys of their own: references to these are null in the entity, and stay as they are in the content.
 */
public final class EntityContents {
    private final SessionFactoryImplementor factory;
    private final SyncableModel model;

    public EntityContents(SessionFactoryImplementor factory, SyncableModel model) {
        this.factory = factory;
        this.model = model;
    }

    /**
     * Returns the entity of a content.
     *
     * @throws IllegalArgumentException if the content does not fit the entity
     */
    public Object entity(String id, JsonNode content) {
        // The session takes a connection only for a statement.
        try (StatelessSession session = factory.openStatelessSession()) {
            EntityWriter writer = new EntityWriter(session, model, new RowKeys(session, SyncableModels.of(factory)));
            Map<String, @Nullable Object> values =
                    writer.values(RecordContent.MAPPER.writeValueAsString(content), null);
            Object entity = writer.detached(
                    id,
                    content.path("_morango_source_id").stringValue(""),
                    content.path("_morango_partition").stringValue(""),
                    values);
            for (CollectionMember collection : model.collections()) {
                if (!isKnown(collection.target())) {
                    continue;
                }
                Elements elements = values.get(collection.attribute()) instanceof Elements given
                        ? given
                        : collection.elements(Map.of());
                model.persister()
                        .setValue(
                                entity,
                                collection.position(),
                                CollectionRows.detached(
                                        collection,
                                        elements,
                                        (target, linked) -> collection.arePlainKeys()
                                                ? linked
                                                : StandIns.of(
                                                        target, linked, (SharedSessionContractImplementor) session)));
            }
            return entity;
        }
    }

    /**
     * Puts an entity's values into a content, under all their names. A collection that is not loaded is left as it is
     * in the content.
     */
    public ObjectNode write(Object entity, ObjectNode content) {
        for (Member member : model.members()) {
            if (!isKnown(member.target()) || member.match() != null) {
                continue;
            }
            Object value = member.in(entity);
            JsonNode node = member.toJson(member.isReference() ? idOf(value) : value);
            member.names().forEach(name -> content.set(name, node));
        }
        for (CollectionMember collection : model.collections()) {
            Object value = model.persister().getValue(entity, collection.position());
            if (isKnown(collection.target()) && Hibernate.isInitialized(value)) {
                JsonNode node = elements(collection, value).json();
                collection.names().forEach(name -> content.set(name, node));
            }
        }
        return content;
    }

    /** Returns whether the key of a referenced row is the id of its record, or there is no reference. */
    private static boolean isKnown(@Nullable Class<?> target) {
        return target == null || SyncableEntity.class.isAssignableFrom(target);
    }

    private static Elements elements(CollectionMember collection, @Nullable Object value) {
        Map<Object, @Nullable Object> byKey = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, element) -> byKey.put(key, collection.isLink() ? idOf(element) : element));
        } else if (value instanceof Iterable<?> iterable) {
            iterable.forEach(element -> byKey.put(byKey.size(), collection.isLink() ? idOf(element) : element));
        }
        return collection.elements(byKey);
    }

    private static @Nullable Object idOf(@Nullable Object target) {
        if (target instanceof String id) {
            return id;
        }
        LazyInitializer proxy = HibernateProxy.extractLazyInitializer(target);
        if (proxy != null) {
            return proxy.getInternalIdentifier();
        }
        return target instanceof SyncableEntity entity ? EntityAccess.get().id(entity) : null;
    }

    /** Returns a content as JSON; a text node if it is not JSON. */
    public static JsonNode parse(String content) {
        try {
            return RecordContent.MAPPER.readTree(content);
        } catch (tools.jackson.core.JacksonException e) {
            return RecordContent.MAPPER.getNodeFactory().stringNode(content);
        }
    }
}
