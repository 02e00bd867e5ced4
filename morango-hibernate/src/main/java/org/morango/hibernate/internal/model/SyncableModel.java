package org.morango.hibernate.internal.model;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.generator.BeforeExecutionGenerator;
import org.hibernate.generator.EventType;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;
import org.morango.common.MorangoException;
import org.morango.record.RecordIdRule;

/**
 * One syncable model: an entity, its names in wire format, and the members of its records.
 *
 * @param entityName the entity's name in queries
 * @param members the single values of its records, in the order in which the entity declares them
 * @param collections the collections of its records
 * @param locals the values that stay with each database, the version of optimistic locking among them
 * @param localCollections the collections that are not content of its records: those that stay with each database, and
 *     those that the rows of their elements keep
 * @param selfReference the first member that refers to another record of the same model
 * @param identity how the ids of its records follow from its rows
 * @param key the key of its rows
 * @param partition where its records belong; null if a method of the entity says it
 * @param natural the members from whose values the ids follow; none for other identities
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
        Optional<Member> selfReference,
        RowIdentity identity,
        KeyCodec key,
        @Nullable PartitionTemplate partition,
        List<Member> natural) {
    /** Returns the entity whose rows have their keys in common with those of this one: the root of its hierarchy. */
    public String hierarchy() {
        return persister.getRootEntityName();
    }

    /** Returns whether rows that the application deletes stay in the table, where no query shows them. */
    public boolean hidesDeletedRows() {
        return persister.getSoftDeleteMapping() != null || persister.hasWhereRestrictions();
    }

    /** Returns whether each peer numbers its rows itself, so that nothing in a row says which record it is. */
    public boolean isNumberedHere() {
        return identity == RowIdentity.LOCAL;
    }

    /** Returns whether the keys of its rows are the ids of their records. */
    public boolean hasRecordIds() {
        return identity == RowIdentity.RECORD;
    }

    /** Returns whether its keys contain references, so that the key of a row follows from the records to which it refers. */
    public boolean hasReferencesInKey() {
        return natural.stream().anyMatch(Member::isKey);
    }

    /** Returns whether the key of a record's row follows from the record. */
    public boolean hasKeysInRecords() {
        return identity == RowIdentity.KEY || hasReferencesInKey();
    }

    /** Returns whether a new row can be given its key before it is inserted: it is not the insert that makes the key. */
    public boolean knowsKeysBeforeInserts() {
        return !persister.isIdentifierAssignedByInsert();
    }

    /** Draws a key for a new row, as its insert would do. */
    public Object drawKey(SharedSessionContractImplementor session) {
        BeforeExecutionGenerator generator = (BeforeExecutionGenerator) persister.getGenerator();
        Object id = generator.generate(session, persister.instantiate(null, session), null, EventType.INSERT);
        return key.ofId(Objects.requireNonNull(id), session);
    }

    /**
     * Checks that these are single values that are not synced.
     *
     * @throws MorangoException if one of them is not
     */
    public void checkLocal(Collection<String> attributes) {
        for (String attribute : attributes) {
            if (locals.stream().noneMatch(local -> local.attribute().equals(attribute))) {
                throw new MorangoException(
                        "Attribute " + attribute + " of entity " + entityClass.getName()
                                + " cannot have an initial value:"
                                + " it is not a single value with @NotSynced. Mark it so, or leave the value out.",
                        Map.of("entity", entityClass.getName(), "attribute", attribute));
            }
        }
    }

    /** Returns the same model with only those members from which the ids and partitions of its records follow. */
    public SyncableModel identifying() {
        Set<Member> needed = new LinkedHashSet<>(natural);
        if (partition != null) {
            needed.addAll(partition.members());
        }
        rootReference().ifPresent(needed::add);
        return new SyncableModel(
                profile,
                name,
                idRule,
                entityClass,
                entityName,
                persister,
                members.stream().filter(needed::contains).toList(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                identity,
                key,
                partition,
                natural);
    }

    /**
     * Returns the reference to the record under whose root its records belong: the first in its partition, else the
     * first to another entity.
     */
    public Optional<Member> rootReference() {
        Stream<Member> named = partition == null ? Stream.of() : partition.members().stream();
        return Stream.concat(named, references().stream().filter(member -> !member.refersTo(this)))
                .filter(Member::isReference)
                .findFirst();
    }

    /** Returns the member that says to which tenant a row belongs; null if its rows belong to none. */
    public @Nullable Member tenant() {
        return partition == null ? null : partition.tenant();
    }

    /** Returns the members that refer to other records. */
    public List<Member> references() {
        return members.stream().filter(Member::isReference).toList();
    }

    /** Returns the references that are sent as values of the rows to which they lead. */
    public List<Member> matched() {
        return members.stream().filter(member -> member.match() != null).toList();
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
