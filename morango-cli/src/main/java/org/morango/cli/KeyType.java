package org.morango.cli;

import java.math.BigDecimal;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.hibernate.type.descriptor.java.UUIDJavaType;

/** What a column of keys holds. The library knows keys as texts, and a column has to be compared in its own type. */
enum KeyType {
    TEXT(text -> text),
    NUMBER(Long::valueOf),
    /** A whole number without a limit. */
    DECIMAL(BigDecimal::new),
    UUID(java.util.UUID::fromString),
    /** A UUID, in the form in which Hibernate writes it where the database has no such type. */
    BYTES(text -> UUIDJavaType.ToBytesTransformer.INSTANCE.transform(java.util.UUID.fromString(text)));

    private final Function<String, Object> reader;

    KeyType(Function<String, Object> reader) {
        this.reader = reader;
    }

    /** Returns the type of the column that a value was read from. */
    static KeyType of(Object value) {
        if (value instanceof byte[]) {
            return BYTES;
        }
        if (value instanceof UUID) {
            return UUID;
        }
        if (value instanceof Long || value instanceof Integer || value instanceof Short) {
            return NUMBER;
        }
        return value instanceof Number ? DECIMAL : TEXT;
    }

    /** Returns the key of a text; empty if the column cannot hold it. */
    Optional<Object> key(String text) {
        try {
            return Optional.of(reader.apply(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Returns the text of a key, as the library writes it. */
    static String text(Object key) {
        if (key instanceof byte[] bytes) {
            return UUIDJavaType.ToBytesTransformer.INSTANCE.parse(bytes).toString();
        }
        return key instanceof BigDecimal number ? number.toBigInteger().toString() : key.toString();
    }
}
