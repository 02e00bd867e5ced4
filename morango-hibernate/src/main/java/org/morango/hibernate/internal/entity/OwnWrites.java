package org.morango.hibernate.internal.entity;

import java.util.EnumSet;
import java.util.Map;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.generator.BeforeExecutionGenerator;
import org.hibernate.generator.EventType;
import org.hibernate.generator.Generator;
import org.jspecify.annotations.Nullable;

/**
 * The entity that the library itself writes in this thread at the moment. It holds what was received, so that it is no
 * change of the application. What the application's listeners write meanwhile is one.
 */
public final class OwnWrites {
    private static final ThreadLocal<@Nullable Write> RUNNING = new ThreadLocal<>();

    private OwnWrites() {}

    private record Write(Object entity, @Nullable Object key, Map<Integer, @Nullable Object> backReferences) {}

    /** Runs the update or deletion of one entity. */
    public static void run(Object entity, Runnable write) {
        insert(entity, null, Map.of(), write);
    }

    /**
     * Runs the insert of one entity.
     *
     * @param key the key under which it is inserted; null if the entity's own generator makes it
     * @param backReferences the keys of the rows of whose collections it is an element, by position in its state
     */
    public static void insert(
            Object entity, @Nullable Object key, Map<Integer, @Nullable Object> backReferences, Runnable write) {
        Write outer = RUNNING.get();
        RUNNING.set(new Write(entity, key, backReferences));
        try {
            write.run();
        } finally {
            if (outer == null) {
                RUNNING.remove();
            } else {
                RUNNING.set(outer);
            }
        }
    }

    /** Returns whether the library writes this entity. */
    public static boolean include(Object entity) {
        Write running = RUNNING.get();
        return running != null && running.entity() == entity;
    }

    /** Returns the keys of the rows of whose collections an entity is an element that the library inserts. */
    public static Map<Integer, @Nullable Object> backReferences(Object entity) {
        Write running = RUNNING.get();
        return running != null && running.entity() == entity ? running.backReferences() : Map.of();
    }

    /** Returns the generator of an entity's keys, or one of the key that the library gives a row. */
    public static Generator generator(Generator standard) {
        Write running = RUNNING.get();
        // An assigned key is in the entity already.
        return running == null || running.key() == null || !standard.generatesOnInsert()
                ? standard
                : new GivenKeys(standard);
    }

    /** Generator of the key that is given to the entity being written, and of the usual keys for all others. */
    private record GivenKeys(Generator standard) implements BeforeExecutionGenerator {
        @Override
        public @Nullable Object generate(
                SharedSessionContractImplementor session,
                Object owner,
                @Nullable Object currentValue,
                EventType eventType) {
            Write running = RUNNING.get();
            return running != null && running.entity() == owner
                    ? running.key()
                    : ((BeforeExecutionGenerator) standard).generate(session, owner, currentValue, eventType);
        }

        @Override
        public boolean generatedOnExecution(Object entity, SharedSessionContractImplementor session) {
            return !include(entity) && standard.generatedOnExecution(entity, session);
        }

        @Override
        public EnumSet<EventType> getEventTypes() {
            return standard.getEventTypes();
        }

        @Override
        public boolean allowAssignedIdentifiers() {
            return standard.allowAssignedIdentifiers();
        }
    }
}
