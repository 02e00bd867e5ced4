package org.morango.hibernate.internal.entity;

import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import org.hibernate.boot.model.relational.SqlStringGenerationContext;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.event.spi.EventSource;
import org.hibernate.generator.BeforeExecutionGenerator;
import org.hibernate.generator.EventType;
import org.hibernate.id.BulkInsertionCapableIdentifierGenerator;
import org.hibernate.jpa.event.spi.CallbackRegistry;
import org.hibernate.jpa.event.spi.CallbackType;
import org.jspecify.annotations.Nullable;
import org.morango.common.MorangoException;
import org.morango.record.Ids;
import org.morango.record.RecordIdRule;

/** Computes the record's id, source id and partition when the entity is persisted. */
public final class RecordIdGenerator implements BeforeExecutionGenerator, BulkInsertionCapableIdentifierGenerator {
    private static final long serialVersionUID = 1L;
    private static final int MAX_LENGTH = 1_000;
    private static final SecureRandom RANDOM = new SecureRandom();

    @Override
    public Object generate(
            SharedSessionContractImplementor session,
            @Nullable Object entity,
            @Nullable Object currentValue,
            EventType eventType) {
        if (entity == null) {
            throw Inserts.refusal();
        }
        CallbackRegistry callbacks = session.getFactory().getEventEngine().getCallbackRegistry();
        boolean isPrepared = session instanceof EventSource
                && callbacks.hasRegisteredCallbacks(entity.getClass(), CallbackType.PRE_PERSIST);
        return isPrepared ? prepare(entity, (String) currentValue, callbacks) : identify(entity, (String) currentValue);
    }

    /**
     * Runs the callbacks first, because they may set values that the id is made of. Meanwhile they see the id as it
     * would be without them.
     */
    private static String prepare(Object entity, @Nullable String preset, CallbackRegistry callbacks) {
        EntityAccess access = EntityAccess.get();
        String random = Ids.random(RANDOM);
        String tentative = tentative(entity, preset, random);
        access.assign(entity, tentative);
        try {
            callbacks.preCreate(entity);
            access.markPrepared(entity);
            String own = access.id(entity);
            return place(entity, identity(entity, Objects.equals(own, tentative) ? preset : own, random));
        } catch (RuntimeException e) {
            access.assign(entity, preset);
            throw e;
        }
    }

    private static @Nullable String tentative(Object entity, @Nullable String preset, String random) {
        try {
            return identity(entity, preset, random).id();
        } catch (RuntimeException e) {
            // The callbacks may set the missing value. If they do not, it is missing after them as well.
            return preset;
        }
    }

    /** @throws MorangoException if callbacks that have run since have changed what the id was computed from */
    public static void checkUnchanged(Object entity, String id) {
        EntityAccess access = EntityAccess.get();
        if (access.partition(entity) == null) {
            // The row is made again, and its record has its place.
            return;
        }
        String sourceId = access.askedSourceId(entity);
        if ((sourceId != null && !sourceId.equals(access.ownSourceId(entity)))
                || !Ids.partition(access.ownPartition(entity), id).equals(access.partition(entity))) {
            throw wrong(
                    entity,
                    "a @PrePersist method changes its source id or partition after a StatelessSession has asked for them; set"
                            + " it before, or persist it by a session");
        }
    }

    /** Called when a query inserts rows that it selects elsewhere. */
    @Override
    public String determineBulkInsertionIdentifierGenerationSelectFragment(SqlStringGenerationContext context) {
        throw Inserts.refusal();
    }

    /**
     * Places an entity that is upserted. Upserts generate no id, so a new entity has none of this yet. Nothing is known
     * of an existing row with a random source id, which is looked up when the row is serialized.
     */
    public static void identifyUpserted(Object entity, String id) {
        EntityAccess access = EntityAccess.get();
        if (access.idRule(entity) == RecordIdRule.SOURCE_ID || access.ownSourceId(entity) != null) {
            identify(entity, id);
        }
    }

    public static String identify(Object entity, @Nullable String preset) {
        return place(entity, identity(entity, preset, Ids.random(RANDOM)));
    }

    private record Identity(String id, @Nullable EntityPlace place) {}

    /** Source id and partition of an entity. */
    public record EntityPlace(String sourceId, String partition) {}

    /**
     * Returns the place that a loaded entity has now; null if its source id was random.
     *
     * @throws MorangoException if the id does not follow from it
     */
    public static @Nullable EntityPlace placeOf(Object entity, String id) {
        EntityAccess access = EntityAccess.get();
        boolean isKnown = access.idRule(entity) == RecordIdRule.SOURCE_ID || access.ownSourceId(entity) != null;
        return isKnown ? identity(entity, id, id).place() : null;
    }

    private static Identity identity(Object entity, @Nullable String preset, String random) {
        EntityAccess access = EntityAccess.get();
        String modelName = access.modelName(entity);
        RecordIdRule rule = access.idRule(entity);
        if (modelName == null || rule == null) {
            throw wrong(entity, "it extends SyncableEntity but has no @Syncable");
        }
        String template = access.ownPartition(entity);
        if (template == null) {
            throw wrong(entity, "partition() returns null");
        }
        Placement.check(entity, template);
        String sourceId = access.ownSourceId(entity);
        if (sourceId == null) {
            sourceId = preset != null && rule == RecordIdRule.SOURCE_ID ? preset : random;
        }
        if (sourceId.isEmpty()) {
            throw wrong(entity, "sourceId() returns an empty text; return null for a random one");
        }
        String id = rule.id(template, sourceId, modelName);
        if (!Ids.isId(id)) {
            throw wrong(entity, "its source id " + sourceId + " is its id, but is not 32 lower-case hex digits");
        }
        if (preset != null && access.ownSourceId(entity) == null && rule == RecordIdRule.HASH && Ids.isId(preset)) {
            // The row is made again, and its record has the random source id.
            return new Identity(preset, null);
        }
        if (preset != null && !preset.equals(id)) {
            throw wrong(
                    entity,
                    "its id was set to " + preset + ", but follows as " + id
                            + " from its source id and partition; leave it unset");
        }
        String partition = Ids.partition(template, id);
        if (sourceId.length() > MAX_LENGTH || partition.length() > MAX_LENGTH) {
            throw wrong(entity, "its source id or partition is longer than " + MAX_LENGTH + " characters");
        }
        return new Identity(id, new EntityPlace(sourceId, partition));
    }

    private static String place(Object entity, Identity identity) {
        EntityPlace place = identity.place();
        if (place != null) {
            EntityAccess.get().place(entity, place.sourceId(), place.partition());
        }
        return identity.id();
    }

    private static MorangoException wrong(Object entity, String reason) {
        String name = entity.getClass().getName();
        return new MorangoException("Entity " + name + " cannot be persisted: " + reason + ".", Map.of("entity", name));
    }

    @Override
    public EnumSet<EventType> getEventTypes() {
        return EnumSet.of(EventType.INSERT);
    }

    @Override
    public boolean allowAssignedIdentifiers() {
        return true;
    }
}
