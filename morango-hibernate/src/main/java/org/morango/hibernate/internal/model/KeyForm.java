package org.morango.hibernate.internal.model;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.metamodel.mapping.BasicEntityIdentifierMapping;
import org.hibernate.metamodel.mapping.EmbeddableMappingType;
import org.hibernate.metamodel.mapping.EmbeddableValuedModelPart;
import org.hibernate.metamodel.mapping.EntityIdentifierMapping;
import org.hibernate.metamodel.mapping.NonAggregatedIdentifierMapping;
import org.hibernate.metamodel.mapping.SelectableMapping;
import org.hibernate.metamodel.mapping.internal.EmbeddedAttributeMapping;
import org.hibernate.metamodel.mapping.internal.ToOneAttributeMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.proxy.HibernateProxy;
import org.hibernate.proxy.LazyInitializer;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.model.KeyCodec.Column;
import org.morango.hibernate.internal.version.Differences;

/**
 * The form in which Hibernate has the keys of an entity: a plain value, an embeddable, an object of the entity's
 * {@code @IdClass}, or the entity itself. References in a key are entities, or the keys of these in turn.
 */
public final class KeyForm {
    private final EntityPersister entity;
    private final Part part;

    private KeyForm(EntityPersister entity, Part part) {
        this.entity = entity;
        this.part = part;
    }

    public static KeyForm of(EntityPersister entity) {
        EntityIdentifierMapping mapping = entity.getIdentifierMapping();
        if (mapping instanceof BasicEntityIdentifierMapping basic) {
            return new KeyForm(entity, new Value(basic.getAttributeName(), null));
        }
        if (mapping instanceof NonAggregatedIdentifierMapping several) {
            EmbeddableMappingType declared = several.getVirtualIdEmbeddable();
            return new KeyForm(
                    entity,
                    several.getIdClassEmbeddable() == null
                            ? Group.of("", declared, declared, entity)
                            : Group.of("", declared, several.getIdClassEmbeddable(), null));
        }
        EmbeddableMappingType embedded = ((EmbeddableValuedModelPart) mapping).getEmbeddableTypeDescriptor();
        return new KeyForm(entity, Group.of(mapping.getAttributeName() + ".", embedded, embedded, null));
    }

    /** Returns where queries find the key. */
    public Selection selection() {
        List<String> paths = new ArrayList<>();
        part.addPaths("", paths);
        return Selection.of(paths);
    }

    /**
     * An attribute inside the key.
     *
     * @param path the path from the row
     * @param column the position of its first column in the key
     */
    record Attribute(AttributeMapping mapping, String path, int column) {}

    /** Returns the attributes inside the key, references and single values; none if the key is one value. */
    List<Attribute> attributes() {
        List<Attribute> attributes = new ArrayList<>();
        part.addAttributes("", attributes, new int[1]);
        return attributes;
    }

    /** Returns whether the key consists of references. */
    public boolean isOfReferences() {
        List<Attribute> attributes = attributes();
        return !attributes.isEmpty()
                && attributes.stream().allMatch(attribute -> attribute.mapping() instanceof ToOneAttributeMapping);
    }

    /** Returns the columns of the key in order. */
    List<Column> columns() {
        List<String> paths = selection().paths();
        List<Column> columns = new ArrayList<>();
        EntityIdentifierMapping mapping = entity.getIdentifierMapping();
        for (int i = 0; i < paths.size(); i++) {
            SelectableMapping column = mapping.getSelectable(i);
            columns.add(new Column(
                    paths.get(i),
                    column.getSelectionExpression(),
                    KeyCodec.wrapped(column.getJdbcMapping().getMappedJavaType().getJavaTypeClass()),
                    column.getJdbcMapping()));
        }
        return columns;
    }

    /** Returns the key that Hibernate knows in its own form. */
    public Object key(Object id, SharedSessionContractImplementor session) {
        List<Object> values = new ArrayList<>();
        part.take(id, values, session);
        return KeyCodec.of(values);
    }

    /** Returns a key in Hibernate's form. */
    Object id(Object key, SharedSessionContractImplementor session) {
        return part.make(KeyCodec.values(key).iterator(), session);
    }

    /** A part of the key, in the order of its columns. */
    private interface Part {
        void addPaths(String prefix, List<String> paths);

        /** Adds the attributes of which it consists; counts the columns. */
        void addAttributes(String prefix, List<Attribute> attributes, int[] column);

        /** Adds the values of the columns. */
        void take(Object value, List<Object> values, SharedSessionContractImplementor session);

        /** Makes the part of the next values of columns. */
        Object make(Iterator<Object> values, SharedSessionContractImplementor session);
    }

    /** @param mapping its attribute; null if it is the whole key */
    private record Value(String name, @Nullable AttributeMapping mapping) implements Part {
        @Override
        public void addPaths(String prefix, List<String> paths) {
            paths.add(prefix + name);
        }

        @Override
        public void addAttributes(String prefix, List<Attribute> attributes, int[] column) {
            if (mapping != null) {
                attributes.add(new Attribute(mapping, prefix + name, column[0]));
            }
            column[0]++;
        }

        @Override
        public void take(Object value, List<Object> values, SharedSessionContractImplementor session) {
            values.add(value);
        }

        @Override
        public Object make(Iterator<Object> values, SharedSessionContractImplementor session) {
            return values.next();
        }
    }

    /**
     * Parts in one object.
     *
     * @param path the path from the row to the parts, with a dot at its end if it is not empty
     * @param type the object: an embeddable, or the entity
     * @param owner the entity, if that is the object; null otherwise
     */
    private record Group(
            String path,
            EmbeddableMappingType type,
            List<Part> parts,
            @Nullable EntityPersister owner) implements Part {

        /**
         * Makes a group.
         *
         * @param declared the parts as the entity declares them, with references to entities
         * @param type the object, which may have keys in place of entities
         */
        static Group of(
                String path,
                EmbeddableMappingType declared,
                EmbeddableMappingType type,
                @Nullable EntityPersister owner) {
            List<Part> parts = new ArrayList<>();
            for (int i = 0; i < declared.getNumberOfAttributeMappings(); i++) {
                AttributeMapping attribute = declared.getAttributeMapping(i);
                parts.add(of(attribute, type.getAttributeMapping(i)));
            }
            return new Group(path, type, parts, owner);
        }

        private static Part of(AttributeMapping declared, AttributeMapping held) {
            String name = declared.getAttributeName();
            if (declared instanceof ToOneAttributeMapping reference) {
                return new Reference(
                        reference,
                        KeyForm.of(reference.getEntityMappingType().getEntityPersister()),
                        held instanceof ToOneAttributeMapping);
            }
            return declared instanceof EmbeddedAttributeMapping embedded
                            && held instanceof EmbeddedAttributeMapping inside
                    ? of(name + ".", embedded.getEmbeddableTypeDescriptor(), inside.getEmbeddableTypeDescriptor(), null)
                    : new Value(name, declared);
        }

        @Override
        public void addPaths(String prefix, List<String> paths) {
            parts.forEach(part -> part.addPaths(prefix + path, paths));
        }

        @Override
        public void addAttributes(String prefix, List<Attribute> attributes, int[] column) {
            parts.forEach(part -> part.addAttributes(prefix + path, attributes, column));
        }

        @Override
        public void take(Object value, List<Object> values, SharedSessionContractImplementor session) {
            for (int i = 0; i < parts.size(); i++) {
                parts.get(i).take(type.getAttributeMapping(i).getValue(value), values, session);
            }
        }

        @Override
        public Object make(Iterator<Object> values, SharedSessionContractImplementor session) {
            Object[] made = new Object[parts.size()];
            for (int i = 0; i < made.length; i++) {
                made[i] = parts.get(i).make(values, session);
            }
            if (owner == null) {
                return Differences.instantiate(type, made);
            }
            Object entity = owner.instantiate(null, session);
            type.setValues(entity, made);
            return entity;
        }
    }

    /** The key of another entity, or that entity itself. */
    private record Reference(ToOneAttributeMapping mapping, KeyForm target, boolean isEntity) implements Part {
        @Override
        public void addPaths(String prefix, List<String> paths) {
            target.part.addPaths(prefix + mapping.getAttributeName() + ".", paths);
        }

        @Override
        public void addAttributes(String prefix, List<Attribute> attributes, int[] column) {
            attributes.add(new Attribute(mapping, prefix + mapping.getAttributeName(), column[0]));
            column[0] += target.selection().paths().size();
        }

        @Override
        public void take(Object value, List<Object> values, SharedSessionContractImplementor session) {
            LazyInitializer proxy = HibernateProxy.extractLazyInitializer(value);
            Object id = proxy != null
                    ? proxy.getInternalIdentifier()
                    : isEntity ? target.entity.getIdentifier(value, session) : value;
            target.part.take(id, values, session);
        }

        @Override
        public Object make(Iterator<Object> values, SharedSessionContractImplementor session) {
            Object id = target.part.make(values, session);
            return isEntity ? StandIns.ofId(target.entity, id, session) : id;
        }
    }
}
