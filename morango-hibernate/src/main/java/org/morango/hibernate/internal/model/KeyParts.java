package org.morango.hibernate.internal.model;

import jakarta.persistence.GeneratedValue;
import jakarta.persistence.MapsId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hibernate.metamodel.mapping.ForeignKeyDescriptor;
import org.hibernate.metamodel.mapping.internal.BasicAttributeMapping;
import org.hibernate.metamodel.mapping.internal.ToOneAttributeMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.morango.hibernate.internal.model.KeyCodec.Column;
import org.morango.hibernate.internal.version.Differences;
import org.morango.hibernate.mapping.NotSynced;
import org.morango.hibernate.mapping.SyncReference;

/**
 * Reads the parts of a key that contains references: these and the plain values, as members of the records. A part is a
 * reference if an association has its columns, or if it is marked {@code @SyncReference}.
 */
final class KeyParts {
    private final EntityPersister persister;
    private final KeyCodec key;
    private final AttributeReader attributes;
    private final List<Member> parts = new ArrayList<>();
    private final Set<Integer> covered = new HashSet<>();

    private KeyParts(EntityPersister persister, KeyCodec key, AttributeReader attributes) {
        this.persister = persister;
        this.key = key;
        this.attributes = attributes;
    }

    /** A reference whose columns are in the key, at these positions. */
    private record Found(ToOneAttributeMapping reference, String path, List<Integer> columns, boolean isSet) {}

    /** Returns the parts, ordered by their names; none if the key contains no reference. */
    static List<Member> read(EntityPersister persister, KeyCodec key, AttributeReader attributes) {
        return new KeyParts(persister, key, attributes).read();
    }

    private List<Member> read() {
        List<Found> found = new ArrayList<>();
        persister.forEachAttributeMapping(attribute -> {
            if (attribute instanceof ToOneAttributeMapping reference && mayBeKey(reference)) {
                // Hibernate writes its columns with the key.
                find(reference, reference.getAttributeName(), true, found);
            }
        });
        List<KeyForm.Attribute> inside = KeyForm.of(persister).attributes();
        inside.forEach(part -> {
            if (part.mapping() instanceof ToOneAttributeMapping reference) {
                find(reference, part.path(), false, found);
            }
        });
        // A reference with more columns leads further: a line of an order belongs to that order as well.
        found.sort(Comparator.comparing((Found one) -> -one.columns().size()).thenComparing(Found::path));
        found.forEach(this::add);
        inside.forEach(this::addPlainKey);
        if (parts.isEmpty()) {
            return List.of();
        }
        inside.forEach(this::addValue);
        return parts.stream().sorted(Comparator.comparing(Member::name)).toList();
    }

    /** Returns whether an attribute beside the key may be a part of it. Generated keys are not those of other rows. */
    private boolean mayBeKey(ToOneAttributeMapping reference) {
        return reference.getSideNature() != ForeignKeyDescriptor.Nature.TARGET
                && reference.isReferenceToPrimaryKey()
                && !reference.getForeignKeyDescriptor().getSelectable(0).isInsertable()
                && AttributeAnnotations.find(reference, NotSynced.class) == null
                && (key.columns().size() > 1
                        || Differences.isKeyAssigned(persister)
                        || AttributeAnnotations.find(reference, MapsId.class) != null);
    }

    private void find(ToOneAttributeMapping reference, String path, boolean isSet, List<Found> found) {
        List<String> names = key.columns().stream().map(Column::name).toList();
        List<Integer> columns = new ArrayList<>();
        reference.getForeignKeyDescriptor().getKeyPart().forEachSelectable((at, column) -> {
            columns.add(names.indexOf(column.getSelectionExpression()));
        });
        if (!columns.contains(-1)) {
            found.add(new Found(reference, path, columns, isSet));
        }
    }

    private void add(Found found) {
        if (covered.containsAll(found.columns())) {
            return;
        }
        if (found.columns().stream().anyMatch(covered::contains)) {
            throw attributes.refused(
                    found.path(),
                    "it has only some of its columns in common with another reference in the key, so that the key of a"
                            + " received row could not be made; give the entity a generated key.");
        }
        covered.addAll(found.columns());
        parts.add(attributes
                .keyReference(found.reference(), found.path(), selection(found.columns()))
                .inKey(new Member.KeyPart(found.columns(), found.isSet())));
    }

    private Selection selection(List<Integer> columns) {
        return Selection.of(
                columns.stream().map(at -> key.columns().get(at).path()).toList());
    }

    private void addPlainKey(KeyForm.Attribute part) {
        if (part.mapping() instanceof BasicAttributeMapping basic && !covered.contains(part.column())) {
            SyncReference reference = AttributeAnnotations.find(basic, SyncReference.class);
            if (reference != null) {
                covered.add(part.column());
                List<Integer> columns = List.of(part.column());
                parts.add(attributes
                        .keyReference(basic, reference, part.path(), selection(columns))
                        .inKey(new Member.KeyPart(columns, false)));
            }
        }
    }

    private void addValue(KeyForm.Attribute part) {
        if (part.mapping() instanceof BasicAttributeMapping basic && covered.add(part.column())) {
            if (AttributeAnnotations.find(basic, GeneratedValue.class) != null) {
                throw attributes.refused(
                        part.path(),
                        "a part of a key with references is generated, so that two peers would give different rows the"
                                + " same key; generate the whole key, or assign this part.");
            }
            List<Integer> columns = List.of(part.column());
            parts.add(attributes
                    .keyValue(basic, part.path(), selection(columns))
                    .inKey(new Member.KeyPart(columns, false)));
        }
    }

    /** Returns whether a part is a plain number, by which two peers may mean different things. */
    static boolean isNumber(Member part, KeyCodec key) {
        return !part.isReference()
                && part.keyPart() != null
                && key.columns().get(part.keyPart().columns().get(0)).isNumber();
    }
}
