package org.morango.hibernate.internal.model;

import java.lang.reflect.Array;
import java.net.URL;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TimeZone;
import java.util.function.Function;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.metamodel.mapping.JdbcMapping;
import org.hibernate.type.BasicPluralType;
import org.hibernate.type.descriptor.WrapperOptions;
import org.hibernate.type.descriptor.converter.spi.BasicValueConverter;
import org.hibernate.type.descriptor.converter.spi.JpaAttributeConverter;
import org.hibernate.type.descriptor.java.JavaType;
import org.hibernate.type.format.FormatMapper;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.version.Differences;
import org.morango.hibernate.mapping.TextFormat;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Codecs of mapped values, from an entity's values to JSON and back, including converters. */
final class ValueCodecs {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    /** Types whose values Hibernate writes as texts without loss. */
    private static final Set<Class<?>> TEXTS =
            Set.of(Locale.class, Currency.class, URL.class, TimeZone.class, ZoneId.class, ZoneOffset.class);

    private ValueCodecs() {}

    /** Returns the codec of a column's values; null if they have no form in JSON. */
    static @Nullable ValueCodec<?> of(JdbcMapping mapping, SessionFactoryImplementor factory) {
        BasicValueConverter<?, ?> converter = converter(mapping);
        Class<?> type = type(mapping);
        int sqlType = mapping.getJdbcType().getDefaultSqlTypeCode();
        ValueCodec<?> relational = LegacyDates.of(type, sqlType);
        if (relational == null) {
            relational = ValueCodec.of(type);
        }
        if (relational != null) {
            return converter == null ? relational : converted(mapping, relational);
        }
        if (converter != null) {
            return null;
        }
        if (TEXTS.contains(type)) {
            return text(mapping.getMappedJavaType());
        }
        if (Differences.isJson(mapping.getJdbcType())) {
            return json(mapping.getMappedJavaType(), factory);
        }
        return mapping instanceof BasicPluralType<?, ?> plural ? array(plural, factory) : null;
    }

    /** Returns the type whose form is needed. */
    static Class<?> type(JdbcMapping mapping) {
        BasicValueConverter<?, ?> converter = converter(mapping);
        return converter == null
                ? mapping.getMappedJavaType().getJavaTypeClass()
                : converter.getRelationalJavaType().getJavaTypeClass();
    }

    /**
     * Returns the converter that determines the form of values. The numbers and letters in which Hibernate stores
     * booleans do not count.
     */
    private static @Nullable BasicValueConverter<?, ?> converter(JdbcMapping mapping) {
        BasicValueConverter<?, ?> converter = mapping.getValueConverter();
        if (converter == null || mapping.getMappedJavaType().getJavaTypeClass() != Boolean.class) {
            return converter;
        }
        Class<?> type = converter instanceof JpaAttributeConverter<?, ?> jpa
                ? jpa.getConverterJavaType().getJavaTypeClass()
                : converter.getClass();
        return type.getName().startsWith("org.hibernate.") ? null : converter;
    }

    static <T> ValueCodec<T> of(TextFormat<T> format) {
        return new ValueCodec<>(
                value -> NODES.stringNode(format.format(value)), node -> format.parse(ValueCodec.text(node)));
    }

    private static ValueCodec<Object> converted(JdbcMapping mapping, ValueCodec<?> relational) {
        return new ValueCodec<>(
                value -> {
                    Object converted = mapping.convertToRelationalValue(value);
                    return converted == null ? NODES.nullNode() : relational.write(converted);
                },
                node -> mapping.convertToDomainValue(relational.read(node)),
                value -> {
                    Object converted = mapping.convertToRelationalValue(value);
                    return converted == null ? NODES.nullNode() : relational.normal(converted);
                });
    }

    private static <T> ValueCodec<T> text(JavaType<T> type) {
        return new ValueCodec<>(
                value -> NODES.stringNode(type.toString(value)), node -> type.fromString(ValueCodec.text(node)));
    }

    /** Returns the codec of a document in a column of its own: the record has the same document. */
    private static <T> @Nullable ValueCodec<T> json(JavaType<T> type, SessionFactoryImplementor factory) {
        FormatMapper mapper = factory.getSessionFactoryOptions().getJsonFormatMapper();
        WrapperOptions options = factory.getWrapperOptions();
        Function<T, JsonNode> writer = value -> RecordContent.MAPPER.readTree(mapper.toString(value, type, options));
        return new ValueCodec<>(
                writer,
                node -> mapper.fromString(RecordContent.MAPPER.writeValueAsString(node), type, options),
                value -> ValueCodec.normalDocument(writer.apply(value)));
    }

    private static @Nullable ValueCodec<?> array(BasicPluralType<?, ?> plural, SessionFactoryImplementor factory) {
        ValueCodec<?> element = of(plural.getElementType(), factory);
        if (element == null) {
            return null;
        }
        JavaType<?> type = plural.getJavaTypeDescriptor();
        Class<?> elementType = plural.getElementType().getMappedJavaType().getJavaTypeClass();
        Function<JsonNode, Object> reader = node -> {
            if (!node.isArray()) {
                throw new IllegalArgumentException("expected an array");
            }
            Object[] elements = (Object[]) Array.newInstance(elementType, node.size());
            for (int i = 0; i < elements.length; i++) {
                elements[i] = node.get(i).isNull() ? null : element.read(node.get(i));
            }
            return type.wrap(elements, factory.getWrapperOptions());
        };
        return new ValueCodec<>(
                value -> elements(value, element::write), reader, value -> elements(value, element::normal));
    }

    private static JsonNode elements(Object value, Function<Object, JsonNode> element) {
        List<Object> elements = new ArrayList<>();
        if (value instanceof Collection<?> collection) {
            elements.addAll(collection);
        } else {
            for (int i = 0; i < Array.getLength(value); i++) {
                elements.add(Array.get(value, i));
            }
        }
        ArrayNode array = NODES.arrayNode(elements.size());
        elements.forEach(e -> array.add(e == null ? NODES.nullNode() : element.apply(e)));
        return array;
    }
}
