package org.morango.hibernate.internal.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.metamodel.mapping.EntityVersionMapping;
import org.hibernate.metamodel.mapping.JdbcMapping;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.metamodel.mapping.internal.BasicAttributeMapping;
import org.hibernate.metamodel.mapping.internal.EmbeddedAttributeMapping;
import org.hibernate.metamodel.mapping.internal.ToOneAttributeMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.morango.hibernate.Syncable;
import org.morango.hibernate.SyncableEntity;

/** Reads one syncable model from its mapping, refusing what cannot be synced. */
final class ModelReader {
    private static final int MAX_NAME = 40;
    private static final Set<String> OWN_ATTRIBUTES = Set.of("morangoDirty", "morangoSourceId", "morangoPartition");

    private final EntityPersister persister;
    private final Class<?> type;

    ModelReader(EntityPersister persister) {
        this.persister = persister;
        this.type = persister.getMappedClass();
    }

    SyncableModel read() {
        Syncable syncable = type.getAnnotation(Syncable.class);
        if (!SyncableEntity.class.isAssignableFrom(type)) {
            throw new ModelException(
                    type,
                    "it is marked @Syncable but does not extend SyncableEntity; extend it, or leave the mark out.");
        }
        if (syncable == null) {
            throw new ModelException(
                    type, "it extends SyncableEntity but is not marked @Syncable; mark it, or do not extend that.");
        }
        checkName("profile", syncable.profile());
        checkName("model", syncable.model());
        if (persister.getSuperMappingType() != null
                || !persister.getSubMappingTypes().isEmpty()) {
            throw new ModelException(
                    type, "entity inheritance is not supported; use a @MappedSuperclass for what models share.");
        }
        EntityVersionMapping version = persister.getVersionMapping();
        String versionAttribute =
                version == null ? null : version.getVersionAttribute().getAttributeName();
        List<Member> members = new ArrayList<>();
        persister.forEachAttributeMapping(attribute -> {
            String name = attribute.getAttributeName();
            if (!OWN_ATTRIBUTES.contains(name) && !name.equals(versionAttribute)) {
                read(attribute, members);
            }
        });
        checkDistinct(members);
        checkSelfReference(members);
        return new SyncableModel(
                syncable.profile(),
                syncable.model(),
                syncable.id(),
                type,
                persister.getEntityName(),
                persister,
                List.copyOf(members),
                versionAttribute);
    }

    private void checkName(String what, String name) {
        if (name.isBlank() || name.length() > MAX_NAME) {
            throw new ModelException(
                    type, "@Syncable has no usable " + what + "; give it one of 1 to " + MAX_NAME + " characters.");
        }
    }

    private void checkDistinct(List<Member> members) {
        for (int i = 0; i < members.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (members.get(i).name().equals(members.get(j).name())) {
                    throw new ModelException(
                            type,
                            members.get(i).attribute(),
                            "its name in JSON, " + members.get(i).name() + ", is that of attribute "
                                    + members.get(j).attribute() + " too; rename one.");
                }
            }
        }
    }

    private void checkSelfReference(List<Member> members) {
        List<Member> own = members.stream().filter(m -> type.equals(m.target())).toList();
        if (own.size() > 1) {
            throw new ModelException(
                    type,
                    own.get(1).attribute(),
                    "it refers to its own entity, as " + own.get(0).attribute()
                            + " does; keep one of them as a plain id.");
        }
        if (own.stream().anyMatch(m -> !m.nullable())) {
            throw new ModelException(
                    type,
                    own.get(0).attribute(),
                    "it refers to its own entity and is required, so that none could be the first; make it optional.");
        }
    }

    private void read(AttributeMapping attribute, List<Member> members) {
        if (attribute instanceof BasicAttributeMapping basic) {
            members.add(value(basic));
        } else if (attribute instanceof ToOneAttributeMapping toOne) {
            if (!isInverse(toOne)) {
                members.add(reference(toOne));
            }
        } else if (!(attribute instanceof PluralAttributeMapping plural
                && plural.getCollectionDescriptor().isInverse())) {
            String kind = attribute instanceof PluralAttributeMapping
                    ? "collection that is not the inverse of a reference"
                    : attribute instanceof EmbeddedAttributeMapping ? "embedded value" : "value of this kind";
            throw new ModelException(
                    type,
                    attribute.getAttributeName(),
                    "a " + kind + " is not supported; use plain values and references, or an entity of its own.");
        }
    }

    private static boolean isInverse(ToOneAttributeMapping toOne) {
        return toOne.getSideNature() == org.hibernate.metamodel.mapping.ForeignKeyDescriptor.Nature.TARGET;
    }

    private Member value(BasicAttributeMapping basic) {
        JdbcMapping mapping = basic.getJdbcMapping();
        Class<?> valueType = mapping.getValueConverter() == null
                ? mapping.getMappedJavaType().getJavaTypeClass()
                : mapping.getValueConverter().getRelationalJavaType().getJavaTypeClass();
        ValueCodec<?> codec = ValueCodec.of(valueType);
        if (codec == null) {
            throw new ModelException(
                    type,
                    basic.getAttributeName(),
                    "its type " + valueType.getName()
                            + " has no form in JSON; give it an AttributeConverter to one that has.");
        }
        String name = basic.getAttributeName();
        return new Member(
                snakeCase(name), name, basic.getStateArrayPosition(), name, basic.isNullable(), null, mapping, codec);
    }

    private Member reference(ToOneAttributeMapping toOne) {
        String name = toOne.getAttributeName();
        Class<?> target = toOne.getEntityMappingType().getMappedJavaType().getJavaTypeClass();
        if (!SyncableEntity.class.isAssignableFrom(target)) {
            throw new ModelException(
                    type,
                    name,
                    "it refers to " + target.getName()
                            + ", which is not synced; make that @Syncable, or keep its id as a plain value.");
        }
        return new Member(
                snakeCase(name) + "_id",
                name,
                toOne.getStateArrayPosition(),
                name + ".id",
                toOne.isNullable(),
                target,
                null,
                null);
    }

    /** {@code lastLogin} becomes {@code last_login}, as the original names its columns. */
    static String snakeCase(String name) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean startsWord = Character.isUpperCase(c)
                    && i > 0
                    && (Character.isLowerCase(name.charAt(i - 1))
                            || Character.isDigit(name.charAt(i - 1))
                            || (i + 1 < name.length() && Character.isLowerCase(name.charAt(i + 1))));
            if (startsWord) {
                text.append('_');
            }
            text.append(Character.toLowerCase(c));
        }
        return text.toString();
    }
}
