package org.morango.hibernate.internal.pipeline;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.RefusedRecordHook;
import org.morango.hibernate.internal.model.SyncableModel;

/** What an application has registered to take part in the stages, by entity. */
public record Hooks(Map<Class<?>, RefusedRecordHook> refused) {
    public static final Hooks NONE = new Hooks(Map.of());

    public Hooks {
        refused = Map.copyOf(refused);
    }

    @Nullable
    RefusedRecordHook refused(SyncableModel model) {
        return refused.get(model.entityClass());
    }
}
