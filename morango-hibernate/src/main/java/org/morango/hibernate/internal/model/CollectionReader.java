package org.morango.hibernate.internal.model;

import java.util.EnumSet;
import java.util.List;
import org.hibernate.metamodel.CollectionClassification;
import org.hibernate.metamodel.mapping.CollectionPart;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.metamodel.mapping.internal.BasicValuedCollectionPart;
import org.hibernate.metamodel.mapping.internal.EmbeddedCollectionPart;
import org.hibernate.metamodel.mapping.internal.ManyToManyCollectionPart;
import org.hibernate.persister.collection.CollectionPersister;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.model.CollectionMember.Shape;
import org.morango.hibernate.mapping.SyncReference;

/** Reads a collection that belongs to an entity's rows from its mapping. Refuses collections that cannot be synced. */
final class CollectionReader {
    private final PluralAttributeMapping plural;
    private final AttributeReader attributes;
    private final String path;
    private final CollectionPersister persister;

    CollectionReader(PluralAttributeMapping plural, AttributeReader attributes) {
        this.plural = plural;
        this.attributes = attributes;
        this.path = plural.getAttributeName();
        this.persister = plural.getCollectionDescriptor();
    }

    CollectionMember read(List<String> names) {
        if (plural.getSoftDeleteMapping() != null || persister.hasWhereRestrictions()) {
            throw refused("some of its rows are hidden by @SoftDelete or @SQLRestriction; leave that out, or mark it"
                    + " @NotSynced.");
        }
        CollectionPart element = plural.getElementDescriptor();
        return new CollectionMember(
                names.get(0),
                names.subList(1, names.size()),
                path,
                plural.getStateArrayPosition(),
                persister,
                shape(),
                target(element),
                target(element) == null ? codec(element) : null,
                shape() == Shape.MAP ? key() : null);
    }

    private Shape shape() {
        CollectionClassification kind =
                plural.getMappedType().getCollectionSemantics().getCollectionClassification();
        if (persister.isArray()) {
            throw refused("an array with a table of its own is not supported; use a List.");
        }
        if (EnumSet.of(
                        CollectionClassification.MAP,
                        CollectionClassification.SORTED_MAP,
                        CollectionClassification.ORDERED_MAP)
                .contains(kind)) {
            return Shape.MAP;
        }
        return kind == CollectionClassification.LIST ? Shape.LIST : Shape.BAG;
    }

    /** Returns the entity to which elements refer; null if they are values. */
    private @Nullable Class<?> target(CollectionPart element) {
        SyncReference reference = AttributeAnnotations.find(plural, SyncReference.class);
        if (reference != null && (!reference.by().isEmpty() || reference.orNull())) {
            throw refused("a collection has links to synced entities only, which wait for each other; leave out by and"
                    + " orNull of its @SyncReference.");
        }
        if (element instanceof ManyToManyCollectionPart link) {
            return target(link);
        }
        if (reference == null || !(element instanceof BasicValuedCollectionPart basic)) {
            return null;
        }
        attributes.checkKey(reference, basic.getJdbcMapping(), path);
        return reference.value();
    }

    private Class<?> target(ManyToManyCollectionPart link) {
        attributes.checkTarget(link.getEntityMappingType(), path, ".");
        if (!link.isReferenceToPrimaryKey()) {
            throw refused("it refers by something else than ids; leave out referencedColumnName.");
        }
        return link.getEntityMappingType().getMappedJavaType().getJavaTypeClass();
    }

    private ValueCodec<?> codec(CollectionPart element) {
        ValueCodec<?> codec = null;
        if (element instanceof BasicValuedCollectionPart basic) {
            codec = attributes.element(plural, basic.getJdbcMapping());
        } else if (element instanceof EmbeddedCollectionPart embedded) {
            codec = attributes.whole(embedded.getEmbeddableTypeDescriptor(), path);
        }
        return orRefuse(codec, "its elements have no form in JSON");
    }

    private ValueCodec<?> key() {
        ValueCodec<?> codec = plural.getIndexDescriptor() instanceof BasicValuedCollectionPart basic
                ? attributes.key(basic.getJdbcMapping())
                : null;
        return orRefuse(codec, "its keys have no form in JSON");
    }

    private ValueCodec<?> orRefuse(@Nullable ValueCodec<?> codec, String reason) {
        if (codec == null) {
            throw refused(reason + "; use a plain type that has, or an entity of its own.");
        }
        return codec;
    }

    private ModelException refused(String reason) {
        return attributes.refused(path, reason);
    }
}
