package org.morango.hibernate.internal.model;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.hibernate.Length;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.generator.Generator;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.metamodel.mapping.AttributeMetadata;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.metamodel.mapping.SelectableMapping;
import org.hibernate.metamodel.mapping.internal.BasicAttributeMapping;
import org.hibernate.metamodel.mapping.internal.EmbeddedAttributeMapping;
import org.hibernate.metamodel.mapping.internal.ToOneAttributeMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.store.CompositeKey;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * One member of a record's content: a single value of the entity, or of what is embedded in it, and its form in JSON.
 *
 * @param name the member's name in JSON; empty if the value stays in its own database
 * @param aliases the names that older versions of the application use
 * @param attribute the entity's attribute; inside embedded values a path with dots
 * @param path that path, as it is mapped; the collection of the other entity if only that maps the reference
 * @param selection where queries find it
 * @param target the entity that a reference refers to; null for a plain value
 * @param codec the form of a plain value; null for a reference, and if it stays in its own database
 * @param match how the row is found to which it refers; null if it is not a matched reference
 * @param orNull whether a record is written without this reference while the record that it refers to is missing
 * @param keyPart what it is in the key of its row; null if it is not in the key
 */
public record Member(
        String name,
        List<String> aliases,
        String attribute,
        List<AttributeMapping> path,
        Selection selection,
        boolean nullable,
        @Nullable Class<?> target,
        @Nullable ValueCodec<?> codec,
        @Nullable Match match,
        boolean orNull,
        @Nullable KeyPart keyPart) {
    private static final Set<Integer> TEXTS =
            Set.of(SqlTypes.VARCHAR, SqlTypes.NVARCHAR, SqlTypes.CHAR, SqlTypes.NCHAR);

    /**
     * A part of the key of a row.
     *
     * @param columns the positions of its columns in the key, in the order of the key of the entity to which it refers
     * @param isSet whether the entity has an attribute for it besides the key
     */
    public record KeyPart(List<Integer> columns, boolean isSet) {}

    /** Makes a value that stays in its own database. */
    static Member local(String attribute, List<AttributeMapping> path, Selection selection, @Nullable Class<?> target) {
        return new Member("", List.of(), attribute, path, selection, true, target, null, null, false, null);
    }

    /** Makes a value or a reference. The first name is its own, the others are aliases. */
    static Member of(
            List<String> names,
            String attribute,
            List<AttributeMapping> path,
            Selection selection,
            boolean nullable,
            @Nullable Class<?> target,
            @Nullable ValueCodec<?> codec) {
        return new Member(
                names.get(0),
                List.copyOf(names.subList(1, names.size())),
                attribute,
                path,
                selection,
                nullable,
                target,
                codec,
                null,
                false,
                null);
    }

    /** Returns the same reference, found by a value or written as null while its record is missing. */
    Member found(@Nullable Match how, boolean isNullWithout) {
        return new Member(
                name,
                aliases,
                attribute,
                path,
                selection,
                nullable,
                how == null ? target : null,
                how == null ? codec : how.codec(),
                how,
                isNullWithout,
                keyPart);
    }

    /** Returns the same member as a part of the key. */
    Member inKey(KeyPart part) {
        return new Member(name, aliases, attribute, path, selection, false, target, codec, match, orNull, part);
    }

    /** Returns whether it is a part of the key, which is written with the row and never changes. */
    public boolean isKey() {
        return keyPart != null;
    }

    /** Returns whether the entity has an attribute of its own for it. */
    boolean isAttribute() {
        return !isOfCollection() && (keyPart == null || keyPart.isSet());
    }

    /** Returns whether it is a reference that only a collection of the other entity maps. */
    boolean isOfCollection() {
        return mapping() instanceof PluralAttributeMapping;
    }

    /** Returns all its names in JSON. */
    public List<String> names() {
        return Names.all(name, aliases);
    }

    /**
     * Returns the member's JSON in a record's content; null if there is none.
     *
     * @param present the row's value as JSON; null if there is no row
     */
    public @Nullable JsonNode find(JsonNode content, @Nullable JsonNode present) {
        return Names.find(content, name, aliases, node -> present != null && isSame(present, node));
    }

    /** Returns the id to which this reference of a record's content refers; null if it is null or does not fit. */
    public @Nullable String referenced(JsonNode content) {
        JsonNode node = find(content, null);
        return node != null && node.isString() ? node.stringValue() : null;
    }

    /**
     * Returns whether the stored JSON is the same value. Peers may write a number with more zeros, or a time in another
     * form.
     */
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
            // A value that cannot be read differs from that of the row.
            return false;
        }
    }

    /** Returns a value in normal form: the same value gives the same JSON. */
    JsonNode normal(@Nullable Object value) {
        return value == null || codec == null || value instanceof Match.Row ? toJson(value) : codec.normal(value);
    }

    /** Returns whether every database gives this value of the entity back unchanged. */
    boolean isExact(@Nullable Object value, int digitsOfSecond) {
        return value == null
                || codec == null
                || match != null
                || path.get(path.size() - 1) instanceof BasicAttributeMapping basic
                        && ExactValues.isExact(basic.getJdbcMapping(), basic, value, digitsOfSecond);
    }

    /** Returns whether this is a reference to a record. */
    public boolean isReference() {
        return target != null;
    }

    /** Returns whether this is a reference by a plain attribute, which holds the key of the row. */
    public boolean isPlainKey() {
        return (target != null || match != null) && mapping() instanceof BasicAttributeMapping;
    }

    /** Returns whether this is a value of the row itself, and not a reference. */
    public boolean isPlainValue() {
        return target == null && match == null;
    }

    /** Returns whether a value of a matched reference is still to be found among the rows. */
    public boolean isUnmatched(@Nullable Object value) {
        return value != null && match != null && !(value instanceof Match.Row);
    }

    /**
     * Returns the value as it is in the row: for a reference the key of the other row, null if that is not known.
     */
    public @Nullable Object inRow(Object value, RowKeys keys) {
        if (match != null) {
            return value instanceof Match.Row row ? row.key() : null;
        }
        return target == null ? value : keys.key(target, value);
    }

    /** Returns the type of its attribute; a wrapper instead of a primitive type. */
    public Class<?> type() {
        return KeyCodec.wrapped(mapping().getJavaType().getJavaTypeClass());
    }

    /** Returns what an entity holds for a matched reference: the key of the row, or an entity with only this key. */
    Object settable(Match.Row row, SharedSessionContractImplementor session) {
        return isPlainKey() || match == null ? row.key() : StandIns.of(match.target(), row.key(), session);
    }

    /** Returns what a query has selected, references as the keys of rows. */
    @Nullable
    Object selected(@Nullable Object value) {
        Object found = CompositeKey.orNull(value);
        if (found == null || isPlainValue()) {
            return found;
        }
        return match == null ? new RowKey(found) : new Match.Row(found, null);
    }

    /** Returns whether this is a reference that may refer to records of the model. */
    public boolean refersTo(SyncableModel model) {
        return target != null && target.isAssignableFrom(model.entityClass());
    }

    /** Returns whether Hibernate or the database makes a value of its own when a row is written. */
    boolean isGenerated() {
        Generator generator =
                path.size() == 1 && !isKey() && isAttribute() ? mapping().getGenerator() : null;
        // The library's own sessions keep the tenant of a row.
        return generator != null && generator.generatesSometimes() && !isTenant();
    }

    /** Returns whether it is the tenant to which a row belongs. */
    boolean isTenant() {
        return Tenants.isOne(mapping());
    }

    /** Returns whether Hibernate writes it into rows that it inserts. */
    boolean isInserted() {
        if (isOfCollection()) {
            return !nullable;
        }
        return isKey() || isWritten(AttributeMetadata::isInsertable, SelectableMapping::isInsertable);
    }

    /** Returns whether Hibernate writes it into rows that it updates. */
    public boolean isUpdated() {
        if (isOfCollection()) {
            return false;
        }
        boolean isFixed = isInOwnTable()
                || !mapping().findContainingEntityMapping().getEntityPersister().isMutable();
        return isKey() || !isFixed && isWritten(AttributeMetadata::isUpdatable, SelectableMapping::isUpdateable);
    }

    /**
     * Returns whether it is a reference in a table of its own, which has no row where there is nothing to refer to. If
     * Hibernate updates a row of which it does not know the state before, it writes null there.
     */
    public boolean isInOwnTable() {
        return path.size() == 1
                && mapping() instanceof ToOneAttributeMapping reference
                && TableReferences.isAlone(entity(), reference);
    }

    private EntityPersister entity() {
        return mapping().findContainingEntityMapping().getEntityPersister();
    }

    private boolean isWritten(Predicate<AttributeMetadata> attribute, Predicate<SelectableMapping> column) {
        return attribute.test(path.get(0).getAttributeMetadata())
                && attribute.test(mapping().getAttributeMetadata())
                && column.test(column());
    }

    /** Returns the column that holds it. */
    public SelectableMapping column() {
        if (mapping() instanceof ToOneAttributeMapping reference) {
            return reference.getForeignKeyDescriptor().getSelectable(0);
        }
        if (mapping() instanceof PluralAttributeMapping collection) {
            return collection.getKeyDescriptor().getKeyPart().getSelectable(0);
        }
        if (mapping() instanceof EmbeddedAttributeMapping whole) {
            return whole.getEmbeddableTypeDescriptor().getAggregateMapping();
        }
        return mapping().getSelectable(0);
    }

    /** Returns the name of the column that holds it. */
    public String columnName() {
        return column().getSelectionExpression();
    }

    /** Returns the value's own mapping. */
    AttributeMapping mapping() {
        return path.get(path.size() - 1);
    }

    /** Returns the position of the value, or of the embedded value around it, in the entity's state. */
    int position() {
        return path.get(0).getStateArrayPosition();
    }

    boolean isEmbedded() {
        return path.size() > 1;
    }

    /** Returns the value in an object; null also if a value on the path is null, or if only the key has it. */
    @Nullable
    Object in(Object container) {
        if (!isAttribute()) {
            return null;
        }
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
     * Returns the number of characters that the column takes; 0 if the mapping does not say. A length of 255, the
     * default of JPA, does not count: columns of applications that make their tables themselves are often longer.
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

    /** Returns whether the value is too long for its column. Checked here, because SQLite does not check it. */
    boolean isTooLong(Object value) {
        int max = maxLength();
        return max > 0
                && mapping() instanceof BasicAttributeMapping basic
                && basic.getJdbcMapping().convertToRelationalValue(value) instanceof String text
                && text.codePointCount(0, text.length()) > max;
    }

    /**
     * Returns a value as JSON: one that a query has selected, or the id of the record to which a reference refers. A
     * reference to a row without a record has no JSON of its own.
     */
    public JsonNode toJson(@Nullable Object value) {
        if (value instanceof Match.Row row) {
            return toJson(row.value());
        }
        if (value == null || value instanceof RowKey) {
            return JsonNodeFactory.instance.nullNode();
        }
        return codec == null ? JsonNodeFactory.instance.stringNode((String) value) : codec.write(value);
    }

    /**
     * Returns the value of a plain member, or the id to which a reference refers.
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
