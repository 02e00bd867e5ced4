package org.morango.hibernate.internal.model;

import org.hibernate.metamodel.mapping.JdbcMapping;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * One member of a record's content: an attribute of the entity and its value as JSON.
 *
 * @param name the member's name in JSON
 * @param attribute the entity's attribute
 * @param position where the attribute is in the entity's state
 * @param selection the attribute as a query selects it
 * @param target the model a reference points at; null for a plain value
 */
public record Member(
        String name,
        String attribute,
        int position,
        String selection,
        boolean nullable,
        @Nullable Class<?> target,
        @Nullable JdbcMapping mapping,
        @Nullable ValueCodec<?> codec) {

    /** Whether this is a reference to a record. */
    public boolean isReference() {
        return target != null;
    }

    /** A value that a query has selected, as JSON. */
    public JsonNode toJson(@Nullable Object selected) {
        if (selected == null) {
            return JsonNodeFactory.instance.nullNode();
        }
        if (codec == null || mapping == null) {
            return JsonNodeFactory.instance.stringNode((String) selected);
        }
        return codec.write(mapping.convertToRelationalValue(selected));
    }

    /**
     * The value of a plain member, or the id a reference points at.
     *
     * @throws IllegalArgumentException if the JSON does not fit
     */
    public @Nullable Object fromJson(JsonNode node) {
        if (node.isNull()) {
            return null;
        }
        if (codec == null || mapping == null) {
            if (!node.isString()) {
                throw new IllegalArgumentException("expected the id of a record");
            }
            return node.stringValue();
        }
        return mapping.convertToDomainValue(codec.read(node));
    }
}
