package org.morango.hibernate.internal.model;

import java.util.List;
import java.util.Optional;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.morango.record.RecordIdRule;

/**
 * One syncable model: an entity, its names in wire format, and the members of its records.
 *
 * @param entityName the entity's name in queries
 * @param members the single values of its records, in the order in which the entity declares them
 * @param collections the collections of its records
 * @param locals the values that stay with each database, the version of optimistic locking among them
 * @param localCollections the collections that stay with each database
 * @param selfReference the first member that refers to another record of the same model
 */
public record SyncableModel(
        String profile,
        String name,
        RecordIdRule idRule,
        Class<?> entityClass,
        String entityName,
        EntityPersister persister,
        List<Member> members,
        List<CollectionMember> collections,
        List<Member> locals,
        List<PluralAttributeMapping> localCollections,
        Optional<Member> selfReference) {

    /** Returns the members that refer to other records. */
    public List<Member> references() {
        return members.stream().filter(Member::isReference).toList();
    }

    /** Returns the collections of other records. */
    public List<CollectionMember> links() {
        return collections.stream().filter(CollectionMember::isLink).toList();
    }

    /** Returns the members that refer to records of the same model. */
    public List<Member> ownReferences() {
        return members.stream().filter(member -> member.refersTo(this)).toList();
    }

    /** Returns a condition on {@code e} that leaves out the rows of subclasses, which are models of their own. */
    public String ownRows() {
        return persister.getSubclassEntityNames().size() > 1 ? "type(e) = " + entityName : "1 = 1";
    }
}
