package org.morango.hibernate.internal.model;

import java.beans.Introspector;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.metamodel.mapping.SelectableMapping;
import org.hibernate.metamodel.mapping.internal.ToOneAttributeMapping;
import org.hibernate.persister.collection.AbstractCollectionPersister;
import org.hibernate.persister.collection.CollectionPersister;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.property.access.internal.PropertyAccessStrategyBackRefImpl;
import org.hibernate.property.access.internal.PropertyAccessStrategyIndexBackRefImpl;
import org.hibernate.property.access.spi.PropertyAccessStrategy;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.store.SyncedClasses;
import org.morango.hibernate.mapping.NotSynced;
import org.morango.hibernate.mapping.SyncName;

/**
 * References from the elements of a collection to its owner that the collection maps, by {@code @OneToMany} with
 * {@code @JoinColumn}. The column is in the rows of the elements, so the reference is content of their records. Often the
 * elements have no attribute for it.
 */
public final class ChildReferences {
    private final EntityPersister child;
    private final AttributeReader attributes;

    ChildReferences(EntityPersister child, AttributeReader attributes) {
        this.child = child;
        this.attributes = attributes;
    }

    /** Returns whether an attribute is what Hibernate adds to an entity that is inserted with such a reference. */
    public static boolean isBackReference(AttributeMapping attribute) {
        PropertyAccessStrategy access = attribute.getPropertyAccess().getPropertyAccessStrategy();
        return access instanceof PropertyAccessStrategyBackRefImpl
                || access instanceof PropertyAccessStrategyIndexBackRefImpl;
    }

    /** Returns the columns of what Hibernate adds, by position in the entity's state. */
    static Map<Integer, String> backReferences(EntityPersister child) {
        Map<Integer, String> columns = new HashMap<>();
        child.forEachAttributeMapping(attribute -> {
            if (isBackReference(attribute)) {
                columns.put(
                        attribute.getStateArrayPosition(),
                        attribute.getSelectable(0).getSelectionExpression());
            }
        });
        return columns;
    }

    /**
     * Returns whether the rows of its elements keep a collection.
     *
     * @throws ModelException if they do, and it cannot be synced
     */
    static boolean keep(PluralAttributeMapping plural, AttributeReader attributes) {
        CollectionPersister collection = plural.getCollectionDescriptor();
        if (!collection.isOneToMany()) {
            return false;
        }
        String path = plural.getAttributeName();
        attributes.checkTarget(elements(collection), path, ".");
        attributes.checkTarget(collection.getOwnerEntityPersister(), path, ".");
        if (((AbstractCollectionPersister) collection).hasPhysicalIndexColumn()) {
            throw attributes.refused(
                    path,
                    "its order or its keys are in a column of its elements' rows, and two peers may give two of them the"
                            + " same; leave out @OrderColumn and @MapKeyColumn, and order by an attribute of the elements"
                            + " (@OrderBy, @MapKey).");
        }
        if (!plural.getKeyDescriptor().getTargetPart().isEntityIdentifierMapping()) {
            throw attributes.refused(
                    path, "its elements refer by something else than ids; leave out referencedColumnName.");
        }
        return true;
    }

    private static EntityPersister elements(CollectionPersister collection) {
        return ((AbstractCollectionPersister) collection).getElementPersister();
    }

    /** Returns whether a collection writes the column of a reference. */
    static boolean isOfCollection(EntityPersister child, ToOneAttributeMapping reference) {
        SelectableMapping column = reference.getForeignKeyDescriptor().getSelectable(0);
        return collections(child).anyMatch(plural -> isSame(column(plural), column));
    }

    private static boolean isSame(SelectableMapping one, SelectableMapping other) {
        return one.getSelectionExpression().equals(other.getSelectionExpression())
                && one.getContainingTableExpression().equals(other.getContainingTableExpression());
    }

    private static SelectableMapping column(PluralAttributeMapping plural) {
        return plural.getKeyDescriptor().getKeyPart().getSelectable(0);
    }

    /** Returns the synced collections that the rows of an entity keep, in the order of their names. */
    private static Stream<PluralAttributeMapping> collections(EntityPersister child) {
        List<CollectionPersister> found = new ArrayList<>();
        child.getFactory().getMappingMetamodel().forEachCollectionDescriptor(collection -> {
            if (collection.isOneToMany()
                    && !collection.isInverse()
                    && elements(collection).isSubclassEntityName(child.getEntityName())
                    && SyncedClasses.areAllSynced(collection.getOwnerEntityPersister())
                    && AttributeAnnotations.find(collection.getAttributeMapping(), NotSynced.class) == null) {
                found.add(collection);
            }
        });
        return found.stream()
                .sorted(Comparator.comparing(CollectionPersister::getRole))
                .map(CollectionPersister::getAttributeMapping);
    }

    /** Adds the references of which the entity has no attribute. */
    void read() {
        collections(child).forEach(plural -> {
            SelectableMapping column = column(plural);
            Optional<Member> known = attributes.members.stream()
                    .filter(member -> isSame(member.column(), column))
                    .findFirst();
            known.ifPresentOrElse(member -> check(member, plural), () -> add(plural));
        });
    }

    private void check(Member member, PluralAttributeMapping plural) {
        EntityPersister owner = plural.getCollectionDescriptor().getOwnerEntityPersister();
        if (member.target() != owner.getMappedClass()) {
            throw attributes.refused(
                    member.attribute(),
                    "its column is that of " + plural.getNavigableRole().getFullPath()
                            + " too, and it is no reference to that entity; give the collection a column of its own, or"
                            + " mark a plain value @SyncReference.");
        }
    }

    private void add(PluralAttributeMapping plural) {
        EntityPersister owner = plural.getCollectionDescriptor().getOwnerEntityPersister();
        EntityPersister elements = elements(plural.getCollectionDescriptor());
        SelectableMapping column = column(plural);
        SyncName given = AttributeAnnotations.find(plural, SyncName.class);
        String attribute = attribute(owner, given);
        if (FixedColumns.isInOtherTable(child, column) || FixedColumns.isInOptionalTable(child, column)) {
            throw attributes.refused(
                    attribute,
                    "the collection " + plural.getNavigableRole().getFullPath()
                            + " keeps it in a table that need not have a row for each element; map the reference by a"
                            + " @ManyToOne, and the collection by it (mappedBy).");
        }
        if (List.of(child.getPropertyNames()).contains(attribute) || isTaken(attribute)) {
            throw attributes.refused(
                    attribute,
                    "the reference of the collection "
                            + plural.getNavigableRole().getFullPath()
                            + " has the same name; give it another by a @SyncName at the collection.");
        }
        Selection selection = KeyForm.of(owner)
                .selection()
                .ofElements(
                        QueryNames.of(owner.getEntityName(), owner.getFactory()),
                        plural.getAttributeName(),
                        elements.getEntityName().equals(child.getEntityName())
                                ? null
                                : QueryNames.of(child.getEntityName(), child.getFactory()));
        attributes.members.add(Member.of(
                names(attribute, given),
                attribute,
                List.of(plural),
                selection,
                column.isNullable(),
                owner.getMappedClass(),
                null));
    }

    private boolean isTaken(String attribute) {
        return attributes.members.stream().anyMatch(member -> member.attribute().equals(attribute));
    }

    /** Returns the reference's name, as templates of partitions have it. */
    private static String attribute(EntityPersister owner, @Nullable SyncName given) {
        return given == null || given.value().isBlank()
                ? Introspector.decapitalize(owner.getMappedClass().getSimpleName())
                : given.value();
    }

    private List<String> names(String attribute, @Nullable SyncName given) {
        List<String> names = new ArrayList<>();
        boolean isGiven = given != null && !given.value().isBlank();
        names.add(isGiven ? attribute : attributes.naming.name(child.getMappedClass(), attribute) + "_id");
        if (given != null) {
            names.addAll(List.of(given.aliases()));
        }
        return names;
    }
}
