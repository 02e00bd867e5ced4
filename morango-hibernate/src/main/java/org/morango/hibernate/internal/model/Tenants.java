package org.morango.hibernate.internal.model;

import org.hibernate.annotations.TenantId;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.morango.hibernate.mapping.SyncableEntity;

/** Reads which attributes say to which tenant a row belongs. Refuses those that cannot be a part of partitions. */
final class Tenants {
    private Tenants() {}

    static boolean isOne(AttributeMapping attribute) {
        return AttributeAnnotations.find(attribute, TenantId.class) != null;
    }

    /** Returns whether the rows of an entity belong to tenants. */
    static boolean has(EntityPersister entity) {
        boolean[] found = new boolean[1];
        entity.forEachAttributeMapping(attribute -> found[0] |= isOne(attribute));
        return found[0];
    }

    /** Returns whether the key of an entity holds the tenant. */
    static boolean isInKey(EntityPersister entity) {
        String attribute = entity.getIdentifierPropertyName();
        return attribute != null
                        && AttributeAnnotations.find(entity.getMappedClass(), attribute, TenantId.class) != null
                || KeyForm.of(entity).attributes().stream().anyMatch(part -> isOne(part.mapping()));
    }

    /** @throws ModelException if the attribute cannot be a part of partitions */
    static void check(AttributeReader attributes, String path, boolean isEmbedded, boolean isLocal) {
        if (isEmbedded) {
            throw attributes.refused(
                    path, "@TenantId inside an embedded value is not supported; move it to the entity.");
        }
        if (isLocal) {
            throw attributes.refused(
                    path,
                    "it is the tenant, and @NotSynced, so that a received row would belong to none; leave @NotSynced"
                            + " out.");
        }
        if (SyncableEntity.class.isAssignableFrom(attributes.entity)) {
            throw attributes.refused(
                    path,
                    "it is the tenant, and the partition of a SyncableEntity is made by a method, which does not show"
                            + " whether it holds the tenant; do not extend SyncableEntity, and say the partition in @Syncable.");
        }
    }
}
