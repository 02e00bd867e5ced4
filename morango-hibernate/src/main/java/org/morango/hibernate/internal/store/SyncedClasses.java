package org.morango.hibernate.internal.store;

import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.mapping.PersistentClass;
import org.hibernate.metamodel.mapping.EntityMappingType;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.mapping.Capture;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;

/** The classes whose rows are synced. Entities that Hibernate keeps as maps, such as those of Envers, have no class. */
public final class SyncedClasses {
    private SyncedClasses() {}

    /** Returns what the application says of an entity; null if it is not synced. */
    public static @Nullable Syncable model(EntityPersister entity) {
        return model(entity.getMappedClass());
    }

    private static @Nullable Syncable model(@Nullable Class<?> type) {
        return type == null ? null : type.getAnnotation(Syncable.class);
    }

    public static boolean isSynced(EntityPersister entity) {
        return model(entity) != null;
    }

    /** Returns whether triggers note the changes of some entity. */
    public static boolean areTriggered(SessionFactoryImplementor factory) {
        List<EntityPersister> triggered = new ArrayList<>();
        factory.getMappingMetamodel().forEachEntityDescriptor(entity -> {
            if (isTriggered(entity)) {
                triggered.add(entity);
            }
        });
        return !triggered.isEmpty();
    }

    /** Returns whether triggers note the changes of an entity. */
    public static boolean isTriggered(EntityPersister entity) {
        Syncable model = model(entity);
        return model != null && model.capture() == Capture.TRIGGERS;
    }

    /**
     * Returns whether the application wants an entity to be synced, even if its mapping is wrong: it is marked, or has
     * a base that is made for synced entities.
     */
    public static boolean isMeantToBe(PersistentClass entity) {
        Class<?> type = entity.getMappedClass();
        return type != null && (model(type) != null || SyncableEntity.class.isAssignableFrom(type));
    }

    /** Returns whether the keys of an entity are the ids of its records. */
    static boolean hasRecordIds(PersistentClass entity) {
        Class<?> type = entity.getMappedClass();
        return type != null && SyncableEntity.class.isAssignableFrom(type);
    }

    /** Returns the same, leaving out abstract classes that are not marked: only their subclasses have rows. */
    public static boolean isMeantToBe(EntityPersister entity) {
        Class<?> type = entity.getMappedClass();
        return type != null
                && (model(type) != null || (!Modifier.isAbstract(type.getModifiers()) && isBelowSynced(entity, type)));
    }

    private static boolean isBelowSynced(EntityPersister entity, Class<?> type) {
        EntityMappingType base = entity.getSuperMappingType();
        return SyncableEntity.class.isAssignableFrom(type)
                || (base != null && model(base.getMappedJavaType().getJavaTypeClass()) != null);
    }

    /** Returns whether statements on an entity change rows of synced ones: it is one, or a base of one. */
    public static boolean hasSyncedRows(PersistentClass entity) {
        return isMeantToBe(entity) || entity.getSubclassClosure().stream().anyMatch(SyncedClasses::isMeantToBe);
    }

    /** Returns whether every row that a reference to this entity may refer to is synced. */
    public static boolean areAllSynced(EntityMappingType entity) {
        return entity.getSubMappingTypes().stream().allMatch(SyncedClasses::areAllSynced) && isSyncedOrAbstract(entity);
    }

    private static boolean isSyncedOrAbstract(EntityMappingType entity) {
        Class<?> type = entity.getMappedJavaType().getJavaTypeClass();
        return model(type) != null || (Modifier.isAbstract(type.getModifiers()) && entity.hasSubclasses());
    }
}
