package org.morango.hibernate.internal.model;

import java.lang.reflect.Array;
import java.util.Map;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.metamodel.mapping.EmbeddableMappingType;
import org.hibernate.metamodel.mapping.internal.EmbeddedAttributeMapping;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.version.Differences;

/** Makes embeddable objects, including records, of their single values. */
final class Embeddables {
    private Embeddables() {}

    /**
     * Returns an object of the values under a path; null if none of them is there, as Hibernate itself reads it.
     *
     * @param prefix the path to the object, with a dot at its end if it is not empty
     */
    static @Nullable Object assemble(
            EmbeddableMappingType type, String prefix, Map<String, ? extends @Nullable Object> values) {
        @Nullable Object[] parts = new Object[type.getNumberOfAttributeMappings()];
        boolean isAnyThere = false;
        for (int i = 0; i < parts.length; i++) {
            AttributeMapping attribute = type.getAttributeMapping(i);
            String path = prefix + attribute.getAttributeName();
            Object part = attribute instanceof EmbeddedAttributeMapping embedded && !values.containsKey(path)
                    ? assemble(embedded.getEmbeddableTypeDescriptor(), path + ".", values)
                    : values.get(path);
            isAnyThere |= part != null;
            parts[i] = part == null ? empty(attribute) : part;
        }
        return isAnyThere ? Differences.instantiate(type, parts) : null;
    }

    /** Returns the value that stands for a missing one: null, except for primitives. */
    private static @Nullable Object empty(AttributeMapping attribute) {
        Class<?> type = attribute.getPropertyAccess().getGetter().getReturnTypeClass();
        return type.isPrimitive() ? Array.get(Array.newInstance(type, 1), 0) : null;
    }
}
