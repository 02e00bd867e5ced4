package org.morango.hibernate.internal.entity;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Holds the access to entities, which the base class provides when it is initialized. */
final class EntityAccessHolder {
    private static volatile @Nullable EntityAccess access;

    private EntityAccessHolder() {}

    static EntityAccess get() {
        EntityAccess opened = access;
        if (opened == null) {
            try {
                Class.forName(
                        "org.morango.hibernate.mapping.SyncableEntity",
                        true,
                        EntityAccessHolder.class.getClassLoader());
            } catch (ClassNotFoundException e) {
                throw new IllegalStateException(e);
            }
            opened = Objects.requireNonNull(access);
        }
        return opened;
    }

    static void set(EntityAccess opened) {
        if (access == null) {
            access = opened;
        }
    }
}
