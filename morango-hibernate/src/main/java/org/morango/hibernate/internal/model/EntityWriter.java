package org.morango.hibernate.internal.model;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.hibernate.LockMode;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.SyncableEntity;
import org.morango.hibernate.internal.capture.EntityAccess;
import org.morango.hibernate.internal.store.IdList;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Makes entities of records, so that Hibernate can write them. */
public final class EntityWriter {
    private static final int FIRST_MEMBER = 2;

    private final StatelessSession session;
    private final SharedSessionContractImplementor implementor;
    private final SyncableModel model;

    /** An entity as the application makes it. */
    private @Nullable Object defaults;

    public EntityWriter(StatelessSession session, SyncableModel model) {
        this.session = session;
        this.implementor = (SharedSessionContractImplementor) session;
        this.model = model;
    }

    /** A row as it is in the application's table: how dirty it is, and its values by attribute. */
    public record Existing(int dirty, Map<String, @Nullable Object> values) {}

    /**
     * The rows of these ids, as far as there are any. They stay locked until the transaction ends, so that what the
     * application commits meanwhile is not overwritten by values that it has not seen.
     */
    public Map<String, Existing> lockExisting(List<String> ids) {
        String version = model.versionAttribute() == null ? "" : ", e." + model.versionAttribute();
        String selection =
                model.members().stream().map(m -> ", e." + m.selection()).collect(Collectors.joining());
        Map<String, Existing> rows = new HashMap<>();
        for (Object[] row : IdList.select(
                session,
                "select e.id, e.morangoDirty" + selection + version + " from " + model.entityName() + " e where e.id",
                Object[].class,
                ids,
                query -> query.setHibernateLockMode(LockMode.PESSIMISTIC_WRITE))) {
            Map<String, @Nullable Object> values = new HashMap<>();
            int at = FIRST_MEMBER;
            for (Member member : model.members()) {
                values.put(member.attribute(), row[at++]);
            }
            if (model.versionAttribute() != null) {
                values.put(model.versionAttribute(), row[at]);
            }
            rows.put((String) row[0], new Existing((Integer) row[1], values));
        }
        return rows;
    }

    /**
     * The content as values by attribute: those of the existing row, where the content has none.
     *
     * @throws IllegalArgumentException if the content does not fit the entity
     */
    public Map<String, @Nullable Object> values(String serialized, @Nullable Existing existing) {
        JsonNode content;
        try {
            content = RecordContent.MAPPER.readTree(serialized);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("the content is no JSON");
        }
        if (!content.isObject()) {
            throw new IllegalArgumentException("the content is no JSON object");
        }
        Map<String, @Nullable Object> values = new HashMap<>();
        if (existing != null) {
            values.putAll(existing.values());
        }
        for (Member member : model.members()) {
            JsonNode node = content.get(member.name());
            if (node != null) {
                values.put(member.attribute(), value(member, node));
            } else if (existing == null && !member.nullable() && !hasDefault(member)) {
                throw new IllegalArgumentException("member " + member.name() + " is missing, but is required here");
            }
        }
        return values;
    }

    private boolean hasDefault(Member member) {
        if (defaults == null) {
            defaults = model.persister().instantiate(null, implementor);
        }
        return model.persister().getValue(defaults, member.position()) != null;
    }

    private static @Nullable Object value(Member member, JsonNode node) {
        Object value;
        try {
            value = member.fromJson(node);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("member " + member.name() + " does not fit attribute "
                    + member.attribute() + ": " + e.getMessage());
        }
        if (value == null && !member.nullable()) {
            throw new IllegalArgumentException("member " + member.name() + " is null, but is required here");
        }
        return value;
    }

    /** An entity with these values; attributes without one keep the entity's own default. */
    public SyncableEntity entity(String id, String sourceId, String partition, Map<String, @Nullable Object> values) {
        EntityPersister persister = model.persister();
        SyncableEntity entity = (SyncableEntity) persister.instantiate(id, implementor);
        EntityAccess access = EntityAccess.get();
        access.place(entity, sourceId, partition);
        access.markReplicated(entity);
        for (Member member : model.members()) {
            if (values.containsKey(member.attribute())) {
                persister.setValue(entity, member.position(), settable(member, values.get(member.attribute())));
            }
        }
        if (model.versionAttribute() != null && values.containsKey(model.versionAttribute())) {
            int position =
                    persister.findAttributeMapping(model.versionAttribute()).getStateArrayPosition();
            persister.setValue(entity, position, values.get(model.versionAttribute()));
        }
        return entity;
    }

    private @Nullable Object settable(Member member, @Nullable Object value) {
        if (value == null || !member.isReference()) {
            return value;
        }
        // A stand-in with the id alone: what it refers to is not loaded.
        EntityPersister target = implementor.getFactory().getMappingMetamodel().getEntityDescriptor(member.target());
        return target.hasProxy() ? target.createProxy(value, implementor) : target.instantiate(value, implementor);
    }
}
