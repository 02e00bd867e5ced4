package org.morango.hibernate.internal.model;

import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.hibernate.metamodel.mapping.BasicEntityIdentifierMapping;
import org.hibernate.metamodel.mapping.JdbcMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/**
 * The key of an entity's rows, and its form as text: by this the outbox and the store know rows. A key has one form
 * only.
 *
 * @param attribute the attribute that holds the key
 * @param mapping the column of the key
 */
public record KeyCodec(String attribute, Class<?> type, JdbcMapping mapping) {
    /** Greatest length of a key as text, in characters. */
    public static final int MAX_LENGTH = 255;

    /** The types that keys may have, with the readers of their texts. Generated numbers are whole numbers. */
    private static final Map<Class<?>, Function<String, Object>> READERS = Map.of(
            String.class, text -> text,
            UUID.class, UUID::fromString,
            Long.class, Long::valueOf,
            Integer.class, Integer::valueOf,
            Short.class, Short::valueOf,
            BigInteger.class, BigInteger::new);

    /** Returns the key of an entity; null if it has several columns, or a type that is not supported. */
    static @Nullable KeyCodec of(EntityPersister entity) {
        if (!(entity.getIdentifierMapping() instanceof BasicEntityIdentifierMapping key)
                || key.getJdbcMapping().getValueConverter() != null) {
            return null;
        }
        Class<?> type = wrapped(key.getJavaType().getJavaTypeClass());
        return READERS.containsKey(type) ? new KeyCodec(key.getAttributeName(), type, key.getJdbcMapping()) : null;
    }

    static Class<?> wrapped(Class<?> type) {
        if (type == long.class) {
            return Long.class;
        }
        return type == int.class ? Integer.class : type == short.class ? Short.class : type;
    }

    /** Returns whether the key is a whole number. */
    boolean isNumber() {
        return Number.class.isAssignableFrom(type);
    }

    /** Returns the text of a key. Knows no entity, because the text follows from the key's own type. */
    public static String text(Object key) {
        return key.toString();
    }

    /**
     * Returns the key of a text.
     *
     * @throws IllegalArgumentException if the text is not that of a key
     */
    public Object key(String text) {
        Object key = READERS.getOrDefault(type, String::valueOf).apply(text);
        if (!text(key).equals(text)) {
            throw new IllegalArgumentException(text + " is not the canonical form of a key");
        }
        return key;
    }

    /** Returns the key of a text; empty if it is not that of a key. */
    public Optional<Object> find(String text) {
        try {
            return Optional.of(key(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
