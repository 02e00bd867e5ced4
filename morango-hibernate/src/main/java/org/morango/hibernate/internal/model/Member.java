package org.morango.hibernate.internal.model;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.hibernate.Length;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.metamodel.mapping.AttributeMetadata;
import org.hibernate.metamodel.mapping.SelectableMapping;
import org.hibernate.metamodel.mapping.internal.BasicAttributeMapping;
import org.hibernate.metamodel.mapping.internal.EmbeddedAttributeMapping;
import org.hibernate.metamodel.mapping.internal.ToOneAttributeMapping;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * One member of a record's content: a single value of the entity, or of what is embedded in it, and its form in JSON.
 *
 * @param name the member's name in JSON; empty if the value stays in its own database
 * @param aliases the names that older applications know it by
 * @param attribute the entity's attribute; inside embedded values a path with dots
 * @param path that path, as it is mapped
 * @param selection the attribute as a query selects it, of the row {@code e} if it stays in its own database
 * @param target the entity a reference points at; null for a plain value
 * @param codec the form of a plain value; null for a reference, and if it stays in its own database
 */
public record Member(
        String name,
        List<String> aliases,
        String attribute,
        List<AttributeMapping> path,
        String selection,
        boolean nullable,
        @Nullable Class<?> target,
        @Nullable ValueCodec<?> codec) {
    private static final Set<Integer> TEXTS =
            Set.of(SqlTypes.VARCHAR, SqlTypes.NVARCHAR, SqlTypes.CHAR, SqlTypes.NCHAR);

    /** A value that has no aliases. */
    Member(
            String name,
            String attribute,
            List<AttributeMapping> path,
            String selection,
            boolean nullable,
            @Nullable Class<?> target,
            @Nullable ValueCodec<?> codec) {
        this(name, List.of(), attribute, path, selection, nullable, target, codec);
    }

    /** All its names in JSON. */
    public List<String> names() {
        return Names.all(name, aliases);
    }

    /**
     * What a record's content says about it; null if nothing.
     *
     * @param present what the row has, as JSON; null if there is no row
     */
    @Nullable
    JsonNode find(JsonNode content, @Nullable JsonNode present) {
        return Names.find(content, name, aliases, node -> present != null && isSame(present, node));
    }

    /** The id that a record's content refers to by this; null if it refers to nothing, or does not fit. */
    public @Nullable String referenced(JsonNode content) {
        JsonNode node = find(content, null);
        return node != null && node.isString() ? node.stringValue() : null;
    }

    /** Whether what is stored is the same value: peers write a number with more zeros, or a time in another form. */
    boolean isSame(JsonNode now, @Nullable JsonNode stored) {
        if (stored == null || stored.isNull() || now.isNull()) {
            return now.isNull() && (stored == null || stored.isNull());
        }
        if (now.equals(stored)) {
            return true;
        }
        try {
            return normal(fromJson(now)).equals(normal(fromJson(stored)));
        } catch (RuntimeException e) {
            // What cannot be read is not what the row holds.
            return false;
        }
    }

    /** A value as JSON that is the same for the same value. */
    JsonNode normal(@Nullable Object value) {
        return value == null || codec == null ? toJson(value) : codec.normal(value);
    }

    /** Whether every database gives this value of the entity back as it is; if not, some do. */
    boolean isExact(@Nullable Object value, int digitsOfSecond) {
        return value == null
                || codec == null
                || path.get(path.size() - 1) instanceof BasicAttributeMapping basic
                        && ExactValues.isExact(basic.getJdbcMapping(), basic, value, digitsOfSecond);
    }

    /** Whether this is a reference to a record. */
    public boolean isReference() {
        return target != null;
    }

    /** Whether this is a reference that may point at records of the model. */
    public boolean refersTo(SyncableModel model) {
        return target != null && target.isAssignableFrom(model.entityClass());
    }

    /** Whether Hibernate writes it into a row that it inserts. */
    boolean isInserted() {
        return isWritten(AttributeMetadata::isInsertable, SelectableMapping::isInsertable);
    }

    /** Whether Hibernate writes it into a row that it updates. */
    public boolean isUpdated() {
        return isWritten(AttributeMetadata::isUpdatable, SelectableMapping::isUpdateable);
    }

    private boolean isWritten(Predicate<AttributeMetadata> attribute, Predicate<SelectableMapping> column) {
        return attribute.test(path.get(0).getAttributeMetadata())
                && attribute.test(mapping().getAttributeMetadata())
                && column.test(column());
    }

    /** The column that holds it. */
    public SelectableMapping column() {
        if (mapping() instanceof ToOneAttributeMapping reference) {
            return reference.getForeignKeyDescriptor().getSelectable(0);
        }
        if (mapping() instanceof EmbeddedAttributeMapping whole) {
            return whole.getEmbeddableTypeDescriptor().getAggregateMapping();
        }
        return mapping().getSelectable(0);
    }

    /** The name of the column that holds it. */
    public String columnName() {
        return column().getSelectionExpression();
    }

    /** The value's own mapping. */
    AttributeMapping mapping() {
        return path.get(path.size() - 1);
    }

    /** Where the value, or what it is embedded in, is in the entity's state. */
    int position() {
        return path.get(0).getStateArrayPosition();
    }

    boolean isEmbedded() {
        return path.size() > 1;
    }

    /** The value in an object; null too if something on the way to it is. */
    @Nullable
    Object in(Object container) {
        Object value = container;
        for (AttributeMapping step : path) {
            if (value == null) {
                return null;
            }
            value = step.getValue(value);
        }
        return value;
    }

    /**
     * How many characters the column takes; 0 if the mapping does not say. A length of 255 is what says nothing: columns of
     * applications that make their tables themselves are often longer.
     */
    public int maxLength() {
        if (mapping() instanceof BasicAttributeMapping basic
                && basic.getLength() != null
                && basic.getLength() != Length.DEFAULT
                && basic.getLength() < Length.LONG
                && TEXTS.contains(basic.getJdbcMapping().getJdbcType().getDdlTypeCode())) {
            return basic.getLength().intValue();
        }
        return 0;
    }

    /** Checked here, as SQLite does not. */
    boolean isTooLong(Object value) {
        int max = maxLength();
        return max > 0
                && mapping() instanceof BasicAttributeMapping basic
                && basic.getJdbcMapping().convertToRelationalValue(value) instanceof String text
                && text.codePointCount(0, text.length()) > max;
    }

    /** A value that a query has selected, as JSON. */
    public JsonNode toJson(@Nullable Object selected) {
        if (selected == null) {
            return JsonNodeFactory.instance.nullNode();
        }
        return codec == null ? JsonNodeFactory.instance.stringNode((String) selected) : codec.write(selected);
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
        return codec == null ? id(node) : codec.read(node);
    }

    static String id(JsonNode node) {
        if (!node.isString()) {
            throw new IllegalArgumentException("expected the id of a record");
        }
        return node.stringValue();
    }
}
