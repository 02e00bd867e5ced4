package org.morango.hibernate.internal.model;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.hibernate.Hibernate;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.proxy.HibernateProxy;
import org.hibernate.proxy.LazyInitializer;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.entity.EntityAccess;
import org.morango.hibernate.internal.model.CollectionMember.Elements;
import org.morango.hibernate.mapping.SyncableEntity;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Converts contents to detached entities and back. Of a referenced entity only the key is loaded: that of its row here. A
 * reference to a record without a row here is null in the entity, and stays in the content.
 */
public final class EntityContents {
    private final ReferredRows rows;
    private final SyncableModel model;
    private final SharedSessionContractImplementor session;

    public EntityContents(ReferredRows rows, SyncableModel model) {
        this.rows = rows;
        this.model = model;
        this.session = (SharedSessionContractImplementor) rows.session();
    }

    /**
     * Returns the entity of a content.
     *
     * @throws IllegalArgumentException if the content does not fit the entity
     */
    public Object entity(String id, JsonNode content) {
        EntityWriter writer = new EntityWriter(rows.session(), model, rows.rowKeys());
        Map<String, @Nullable Object> values = writer.values(RecordContent.MAPPER.writeValueAsString(content), null);
        for (Member member : model.matched()) {
            values.computeIfPresent(member.attribute(), (attribute, value) -> rows.found(member, value));
        }
        Object entity = writer.detached(
                rows.key(model.entityClass(), id),
                content.path("_morango_source_id").stringValue(""),
                content.path("_morango_partition").stringValue(""),
                values,
                this::standIn,
                this::key);
        for (CollectionMember collection : model.collections()) {
            Elements elements = values.get(collection.attribute()) instanceof Elements given
                    ? given
                    : collection.elements(Map.of());
            model.persister()
                    .setValue(
                            entity,
                            collection.position(),
                            CollectionRows.detached(
                                    collection,
                                    known(collection, elements),
                                    collection.arePlainKeys() ? this::key : this::standIn));
        }
        return entity;
    }

    /** Returns the elements without links to records that have no rows here. */
    private Elements known(CollectionMember collection, Elements elements) {
        return collection.target() == null
                ? elements
                : collection.without(
                        elements,
                        elements.ids().stream()
                                .filter(id -> key(collection.target(), id) == null)
                                .toList());
    }

    private @Nullable Object standIn(Class<?> target, Object reference) {
        Object key = key(target, reference);
        return key == null ? null : StandIns.of(target, key, session);
    }

    private @Nullable Object key(Class<?> target, Object reference) {
        return reference instanceof String id ? rows.key(target, id) : null;
    }

    /**
     * Puts an entity's values into a content, under all their names. A collection that is not loaded is left as it is in
     * the content.
     *
     * @throws IllegalArgumentException if the entity refers to a row that has no record
     */
    public ObjectNode write(Object entity, ObjectNode content) {
        for (Member member : model.members()) {
            if (member.isKey() || member.isOfCollection()) {
                continue;
            }
            Object value = member.in(entity);
            JsonNode node = member.isPlainValue() ? member.toJson(value) : reference(member, value, content);
            member.names().forEach(name -> content.set(name, node));
        }
        for (CollectionMember collection : model.collections()) {
            Object value = model.persister().getValue(entity, collection.position());
            if (Hibernate.isInitialized(value)) {
                JsonNode node = elements(collection, value, content);
                collection.names().forEach(name -> content.set(name, node));
            }
        }
        return content;
    }

    private JsonNode reference(Member member, @Nullable Object value, ObjectNode content) {
        Object key = value == null || member.isPlainKey() ? value : keyOf(value);
        if (key != null) {
            JsonNode node = rows.json(member, key);
            if (node == null) {
                throw unknown(member.attribute(), key);
            }
            return node;
        }
        JsonNode before = member.find(content, null);
        Object wanted = before == null ? null : member.fromJson(before);
        return before == null || wanted == null || rows.found(member, wanted) != null ? member.toJson(null) : before;
    }

    private static IllegalArgumentException unknown(String attribute, Object key) {
        return new IllegalArgumentException(
                "attribute " + attribute + " refers to row " + key + ", which other peers do not know yet");
    }

    private JsonNode elements(CollectionMember collection, @Nullable Object value, ObjectNode content) {
        Map<Object, @Nullable Object> byKey = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, element) -> byKey.put(key, element(collection, element)));
        } else if (value instanceof Iterable<?> iterable) {
            iterable.forEach(element -> byKey.put(byKey.size(), element(collection, element)));
        }
        JsonNode before = collection.find(content);
        if (collection.target() != null && before != null) {
            keepElsewhere(collection, collection.fromJson(before), byKey);
        }
        return collection.elements(byKey).json();
    }

    /** Adds the links to records that have no rows here, so that the entity could not hold them. */
    private void keepElsewhere(CollectionMember collection, Elements before, Map<Object, @Nullable Object> byKey) {
        before.byKey().forEach((at, id) -> {
            if (id != null && key(Objects.requireNonNull(collection.target()), id) == null) {
                byKey.put(collection.shape() == CollectionMember.Shape.MAP ? at : byKey.size(), id);
            }
        });
    }

    private @Nullable Object element(CollectionMember collection, @Nullable Object element) {
        if (element == null || collection.target() == null) {
            return element;
        }
        Object key = collection.arePlainKeys() ? element : keyOf(element);
        String id = key == null ? null : rows.id(collection.target(), key);
        if (id == null) {
            throw unknown(collection.attribute(), String.valueOf(key));
        }
        return id;
    }

    /** Returns the key of an entity, also of one that is not loaded. */
    private @Nullable Object keyOf(Object entity) {
        LazyInitializer proxy = HibernateProxy.extractLazyInitializer(entity);
        if (proxy != null) {
            EntityPersister target =
                    session.getFactory().getMappingMetamodel().getEntityDescriptor(proxy.getEntityName());
            return KeyForm.of(target).key(proxy.getInternalIdentifier(), session);
        }
        if (entity instanceof SyncableEntity) {
            return EntityAccess.get().id(entity);
        }
        EntityPersister persister = session.getEntityPersister(null, entity);
        Object id = persister.getIdentifier(entity, session);
        return id == null ? null : KeyForm.of(persister).key(id, session);
    }

    /** Returns a content as JSON; a text node if it is not JSON. */
    public static JsonNode parse(String content) {
        try {
            return RecordContent.MAPPER.readTree(content);
        } catch (JacksonException e) {
            return RecordContent.MAPPER.getNodeFactory().stringNode(content);
        }
    }
}
