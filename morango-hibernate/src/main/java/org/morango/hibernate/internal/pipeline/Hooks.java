package org.morango.hibernate.internal.pipeline;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.hook.InitialValue;
import org.morango.hibernate.hook.RecordAdapter;
import org.morango.hibernate.hook.RejectedRecordHook;
import org.morango.hibernate.hook.SyncListener;
import org.morango.hibernate.hook.TenantRoot;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.merge.ConflictListener;
import org.morango.merge.ConflictResolver;

/**
 * Hooks that the application has registered for the stages, by entity.
 *
 * @param refused hooks for records that cannot be written
 * @param adapters adapters of received records
 * @param resolvers resolvers of conflicts, in place of the entity's annotation
 * @param conflicts listeners for conflicts
 * @param listeners listeners for the rows that are written
 * @param initial functions that give attributes which are not synced their values in new rows, by attribute
 * @param tenantRoot the roots of tenants
 */
public record Hooks(
        Map<Class<?>, RejectedRecordHook> refused,
        Map<Class<?>, RecordAdapter> adapters,
        Map<Class<?>, Function<SyncableModel, ConflictResolver>> resolvers,
        List<ConflictListener> conflicts,
        List<SyncListener> listeners,
        Map<Class<?>, Map<String, InitialValue>> initial,
        TenantRoot tenantRoot) {
    public static final Hooks NONE = new Hooks(Map.of(), Map.of(), Map.of(), List.of(), List.of());

    /** Makes hooks without initial values and roots of tenants. */
    public Hooks(
            Map<Class<?>, RejectedRecordHook> refused,
            Map<Class<?>, RecordAdapter> adapters,
            Map<Class<?>, Function<SyncableModel, ConflictResolver>> resolvers,
            List<ConflictListener> conflicts,
            List<SyncListener> listeners) {
        this(refused, adapters, resolvers, conflicts, listeners, Map.of(), tenant -> null);
    }

    public Hooks {
        refused = Map.copyOf(refused);
        adapters = Map.copyOf(adapters);
        resolvers = Map.copyOf(resolvers);
        conflicts = List.copyOf(conflicts);
        listeners = List.copyOf(listeners);
        initial = Map.copyOf(initial);
    }

    Map<String, InitialValue> initial(SyncableModel model) {
        return initial.getOrDefault(model.entityClass(), Map.of());
    }

    @Nullable
    RejectedRecordHook refused(SyncableModel model) {
        return refused.get(model.entityClass());
    }

    @Nullable
    RecordAdapter adapter(SyncableModel model) {
        return adapters.get(model.entityClass());
    }
}
