package org.morango.hibernate.internal.capture;

import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.Map;
import org.hibernate.boot.model.relational.SqlStringGenerationContext;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.generator.BeforeExecutionGenerator;
import org.hibernate.generator.EventType;
import org.hibernate.id.BulkInsertionCapableIdentifierGenerator;
import org.jspecify.annotations.Nullable;
import org.morango.MorangoException;
import org.morango.hibernate.Syncable;
import org.morango.hibernate.SyncableEntity;
import org.morango.record.Ids;
import org.morango.record.RecordIdRule;

/** Computes a record's id, and with it its place, when the entity is persisted. */
public final class RecordIdGenerator implements BeforeExecutionGenerator, BulkInsertionCapableIdentifierGenerator {
    private static final long serialVersionUID = 1L;
    private static final int MAX_LENGTH = 1_000;
    private static final SecureRandom RANDOM = new SecureRandom();

    @Override
    public Object generate(
            SharedSessionContractImplementor session,
            @Nullable Object owner,
            @Nullable Object currentValue,
            EventType eventType) {
        if (owner == null) {
            throw Inserts.refusal();
        }
        return identify((SyncableEntity) owner, (String) currentValue);
    }

    /** Asked for when a query inserts rows of another. */
    @Override
    public String determineBulkInsertionIdentifierGenerationSelectFragment(SqlStringGenerationContext context) {
        throw Inserts.refusal();
    }

    static String identify(SyncableEntity entity, @Nullable String preset) {
        EntityAccess access = EntityAccess.get();
        if (preset != null && access.isReplicated(entity)) {
            return preset;
        }
        Syncable model = model(entity);
        String template = access.ownPartition(entity);
        if (template == null) {
            throw wrong(entity, "partition() returns null");
        }
        Placement.check(entity, template);
        String sourceId = access.ownSourceId(entity);
        if (sourceId == null) {
            boolean isItsOwnSource = preset != null && model.id() == RecordIdRule.SOURCE_ID;
            sourceId = isItsOwnSource ? preset : Ids.random(RANDOM);
        }
        if (sourceId.isEmpty()) {
            throw wrong(entity, "sourceId() returns an empty text; return null for a random one");
        }
        String id = model.id().id(template, sourceId, model.model());
        if (!Ids.isId(id)) {
            throw wrong(entity, "its source id " + sourceId + " is its id, but is not 32 lower-case hex digits");
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
        access.place(entity, sourceId, partition);
        access.markDirty(entity, 0);
        return id;
    }

    private static Syncable model(SyncableEntity entity) {
        Syncable model = entity.getClass().getAnnotation(Syncable.class);
        if (model == null) {
            throw wrong(entity, "it extends SyncableEntity but has no @Syncable");
        }
        return model;
    }

    private static MorangoException wrong(SyncableEntity entity, String reason) {
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
