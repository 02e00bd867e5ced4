package org.morango.hibernate.internal.model;

import java.lang.reflect.Array;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.metamodel.mapping.EmbeddableMappingType;
import org.hibernate.metamodel.mapping.internal.EmbeddedAttributeMapping;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.version.Differences;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Makes embeddable objects, including records, of their single values, and their JSON. */
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

    /** Returns the form of an object that is one value as a whole: a JSON object with these members. */
    static ValueCodec<Object> codec(EmbeddableMappingType type, List<Member> members) {
        return new ValueCodec<>(
                value -> json(members, value, Member::toJson),
                node -> {
                    Object value = assemble(type, "", values(members, node));
                    if (value == null) {
                        throw new IllegalArgumentException("an object without a value");
                    }
                    return value;
                },
                value -> json(members, value, Member::normal));
    }

    private static JsonNode json(
            List<Member> members, Object value, BiFunction<Member, @Nullable Object, JsonNode> form) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        for (Member member : members) {
            member.names().forEach(name -> node.set(name, form.apply(member, member.in(value))));
        }
        return node;
    }

    private static Map<String, @Nullable Object> values(List<Member> members, JsonNode node) {
        if (!node.isObject()) {
            throw new IllegalArgumentException("expected an object");
        }
        Map<String, @Nullable Object> values = new HashMap<>();
        for (Member member : members) {
            JsonNode part = member.find(node, null);
            values.put(member.attribute(), part == null ? null : member.fromJson(part));
        }
        return values;
    }
}
