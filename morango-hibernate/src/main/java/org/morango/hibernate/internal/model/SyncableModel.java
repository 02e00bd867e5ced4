package org.morango.hibernate.internal.model;

import java.util.List;
import java.util.Optional;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;
import org.morango.record.RecordIdRule;

/**
 * One syncable model: an entity, its names on the wire, and what its records consist of.
 *
 * @param entityName the entity's name in queries
 * @param versionAttribute the attribute of optimistic locking, which stays with each database; null if there is none
 */
public record SyncableModel(
        String profile,
        String name,
        RecordIdRule idRule,
        Class<?> entityClass,
        String entityName,
        EntityPersister persister,
        List<Member> members,
        @Nullable String versionAttribute) {

    /** The members that refer to other records. */
    public List<Member> references() {
        return members.stream().filter(Member::isReference).toList();
    }

    /** The member that refers to another record of the same model. */
    public Optional<Member> selfReference() {
        return members.stream().filter(m -> entityClass.equals(m.target())).findFirst();
    }
}
