package org.morango.hibernate.internal.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.hibernate.metamodel.mapping.internal.BasicValuedCollectionPart;
import org.hibernate.metamodel.mapping.internal.EntityCollectionPart;
import org.hibernate.persister.collection.CollectionPersister;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.entity.EntityAccess;
import org.morango.hibernate.mapping.SyncableEntity;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A collection that belongs to an entity's rows, as one member of their content: an array, or an object for a map.
 *
 * @param aliases the names that older versions of the application use
 * @param position the collection's position in the entity's state
 * @param target the entity whose records are linked; null if the elements are values
 * @param element the form of an element that is a value
 * @param key the form of a map's keys
 */
public record CollectionMember(
        String name,
        List<String> aliases,
        String attribute,
        int position,
        CollectionPersister persister,
        Shape shape,
        @Nullable Class<?> target,
        @Nullable ValueCodec<?> element,
        @Nullable ValueCodec<?> key) {

    enum Shape {
        /** Elements in the order of their indexes. */
        LIST,
        /**
         * Elements without an order in the database. They are sorted in JSON, so that the same elements give the same
         * content.
         */
        BAG,
        MAP
    }

    /**
     * The elements of a collection: by key in a map, otherwise by index. Links are the ids of records, or a {@link
     * RowKey} for a row without a record.
     */
    public record Elements(Map<Object, @Nullable Object> byKey, JsonNode json) {
        /** Returns the ids of linked records. */
        public Collection<String> ids() {
            return byKey.values().stream()
                    .filter(String.class::isInstance)
                    .map(String.class::cast)
                    .distinct()
                    .toList();
        }
    }

    /** Returns the value of the index column for the first element of a list. */
    int indexBase() {
        return persister.getAttributeMapping().getIndexMetadata().getListIndexBase();
    }

    /** Returns the name of the collection's table. */
    public String tableName() {
        return persister.getAttributeMapping().getSeparateCollectionTable();
    }

    /** Returns all its names in JSON. */
    public List<String> names() {
        return Names.all(name, aliases);
    }

    /**
     * Returns the collection's JSON in a record's content; null if there is none. The row is not consulted, so an alias
     * takes precedence.
     */
    @Nullable
    JsonNode find(JsonNode content) {
        return Names.find(content, name, aliases, node -> false);
    }

    /**
     * Returns whether the stored JSON is the same, in the order and form in which it is written here. Missing JSON
     * stands for an empty collection.
     */
    boolean isSame(JsonNode now, @Nullable JsonNode stored) {
        if (now.equals(stored)) {
            return true;
        }
        try {
            return normal(fromJson(now)).equals(normal(fromJson(stored == null ? NullNode.getInstance() : stored)));
        } catch (RuntimeException e) {
            return false;
        }
    }

    /** Returns the elements in normal form: the same elements give the same JSON. */
    private JsonNode normal(Elements elements) {
        return json(elements.byKey(), this::normalKey, this::normal);
    }

    private JsonNode normal(@Nullable Object value) {
        return value == null || element == null ? toJson(value) : element.normal(value);
    }

    private String normalKey(Object value) {
        return key == null ? keyText(value) : key.normal(value).toString();
    }

    /** Returns whether every database gives these elements back unchanged. */
    boolean isExact(Elements elements, int digitsOfSecond) {
        return elements.byKey().isEmpty()
                || ExactValues.isExact(persister.getAttributeMapping(), elements.byKey(), digitsOfSecond);
    }

    /** Returns whether the elements are records of their own. */
    public boolean isLink() {
        return target != null;
    }

    /** Returns whether the elements are plain values that hold the keys of rows. */
    boolean arePlainKeys() {
        return target != null
                && persister.getAttributeMapping().getElementDescriptor() instanceof BasicValuedCollectionPart;
    }

    /** Returns where queries find an element, or its key if it is a row. */
    Selection elements() {
        return persister.getAttributeMapping().getElementDescriptor() instanceof EntityCollectionPart row
                ? KeyForm.of(row.getEntityMappingType().getEntityPersister()).selection()
                : Selection.of("");
    }

    /** Returns whether the elements may be records of the model. */
    public boolean refersTo(SyncableModel model) {
        return target != null && target.isAssignableFrom(model.entityClass());
    }

    /** Returns the elements without links to these records, or to rows of these keys. */
    public Elements without(Elements elements, Collection<String> ids) {
        Map<Object, @Nullable Object> kept = new LinkedHashMap<>();
        elements.byKey().forEach((k, id) -> {
            if (!ids.contains(String.valueOf(id))) {
                kept.put(shape == Shape.MAP ? k : kept.size(), id);
            }
        });
        return elements(kept);
    }

    /** Makes elements from values that queries have selected. */
    Elements elements(Map<Object, @Nullable Object> byKey) {
        return new Elements(byKey, json(byKey, this::keyText, this::toJson));
    }

    private JsonNode json(
            Map<Object, @Nullable Object> byKey,
            Function<Object, String> keys,
            Function<@Nullable Object, JsonNode> values) {
        if (shape == Shape.MAP) {
            Map<String, JsonNode> sorted = new TreeMap<>();
            byKey.forEach((k, value) -> sorted.put(keys.apply(k), values.apply(value)));
            return new ObjectNode(JsonNodeFactory.instance, new LinkedHashMap<>(sorted));
        }
        List<JsonNode> nodes = new ArrayList<>(byKey.size());
        byKey.values().forEach(value -> nodes.add(values.apply(value)));
        if (shape == Shape.BAG) {
            nodes.sort(Comparator.comparing(JsonNode::toString));
        }
        return new ArrayNode(JsonNodeFactory.instance, nodes);
    }

    private JsonNode toJson(@Nullable Object value) {
        if (value == null || value instanceof RowKey) {
            return JsonNodeFactory.instance.nullNode();
        }
        return element == null ? JsonNodeFactory.instance.stringNode((String) value) : element.write(value);
    }

    private String keyText(Object value) {
        JsonNode node = key == null ? JsonNodeFactory.instance.nullNode() : key.write(value);
        return node.isString() ? node.stringValue() : node.toString();
    }

    /** Returns the elements of a collection of an entity that is not in the database. */
    Elements ofEntity(@Nullable Object collection) {
        Map<Object, @Nullable Object> byKey = new LinkedHashMap<>();
        if (collection instanceof Map<?, ?> map) {
            map.forEach((k, value) -> byKey.put(k, ofEntityElement(value)));
        } else if (collection instanceof Collection<?> elements) {
            elements.forEach(value -> byKey.put(byKey.size(), ofEntityElement(value)));
        }
        return elements(byKey);
    }

    private @Nullable Object ofEntityElement(@Nullable Object value) {
        return value instanceof SyncableEntity entity && isLink()
                ? EntityAccess.get().id(entity)
                : value;
    }

    /**
     * Returns the elements of a JSON value; none, if that is null.
     *
     * @throws IllegalArgumentException if the JSON does not fit
     */
    Elements fromJson(JsonNode node) {
        Map<Object, @Nullable Object> byKey = new LinkedHashMap<>();
        if (shape == Shape.MAP) {
            if (!node.isObject() && !node.isNull()) {
                throw new IllegalArgumentException("expected an object");
            }
            for (Map.Entry<String, JsonNode> entry : node.properties()) {
                byKey.put(keyOf(entry.getKey()), fromJsonElement(entry.getValue()));
            }
        } else {
            if (!node.isArray() && !node.isNull()) {
                throw new IllegalArgumentException("expected an array");
            }
            for (JsonNode item : node.values()) {
                byKey.put(byKey.size(), fromJsonElement(item));
            }
        }
        return elements(byKey);
    }

    private Object keyOf(String text) {
        if (key == null) {
            throw new IllegalStateException("A map has no form for its keys");
        }
        try {
            return key.read(JsonNodeFactory.instance.stringNode(text));
        } catch (RuntimeException notAText) {
            try {
                return key.read(RecordContent.MAPPER.readTree(text));
            } catch (RuntimeException noNumberEither) {
                throw notAText;
            }
        }
    }

    private @Nullable Object fromJsonElement(JsonNode node) {
        if (node.isNull()) {
            if (shape == Shape.LIST) {
                return null;
            }
            throw new IllegalArgumentException("an element is null");
        }
        return element == null ? Member.id(node) : element.read(node);
    }
}
