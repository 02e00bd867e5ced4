package org.morango.hibernate.internal.model;

import java.math.BigInteger;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.metamodel.mapping.JdbcMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.internal.store.CompositeKey;

/**
 * The key of an entity's rows, and its form as text: by this the outbox and the store know rows. A key has one form
 * only. The key of one column is its value, also if it is a reference; a key of several columns is a
 * {@link CompositeKey} of their values. Hibernate's own forms of such keys are many: they are translated here.
 */
public final class KeyCodec {
    /** Greatest length of a key as text, in characters. */
    public static final int MAX_LENGTH = 255;

    /** The types that columns of keys may have, with the readers of their texts. */
    private static final Map<Class<?>, Function<String, Object>> READERS = new HashMap<>();

    static {
        READERS.put(String.class, text -> text);
        READERS.put(UUID.class, UUID::fromString);
        READERS.put(Long.class, Long::valueOf);
        READERS.put(Integer.class, Integer::valueOf);
        READERS.put(Short.class, Short::valueOf);
        READERS.put(Byte.class, Byte::valueOf);
        READERS.put(BigInteger.class, BigInteger::new);
        READERS.put(Boolean.class, Boolean::valueOf);
        READERS.put(Character.class, KeyCodec::character);
        READERS.put(LocalDate.class, LocalDate::parse);
    }

    private final List<Column> columns;
    private final Selection selection;
    private final KeyForm form;

    /**
     * A column of the key.
     *
     * @param path the path from the row
     * @param name the name of the column
     */
    record Column(String path, String name, Class<?> type, JdbcMapping mapping) {
        boolean isNumber() {
            return Number.class.isAssignableFrom(type);
        }

        boolean isText() {
            return type == String.class || type == Character.class;
        }

        Object read(String text) {
            Object value = type.isEnum() ? constant(text) : reader(type).apply(text);
            if (!CompositeKey.text(value).equals(text)) {
                throw new IllegalArgumentException(text + " is not the canonical form of a key");
            }
            return value;
        }

        private Object constant(String name) {
            for (Object constant : type.getEnumConstants()) {
                if (CompositeKey.text(constant).equals(name)) {
                    return constant;
                }
            }
            throw new IllegalArgumentException(name + " is not a " + type.getSimpleName());
        }
    }

    private KeyCodec(List<Column> columns, KeyForm form) {
        this.columns = columns;
        this.selection = form.selection();
        this.form = form;
    }

    private static Object character(String text) {
        if (text.length() != 1) {
            throw new IllegalArgumentException(text + " is not a character");
        }
        return text.charAt(0);
    }

    private static Function<String, Object> reader(Class<?> type) {
        return Objects.requireNonNull(READERS.get(type));
    }

    /** Returns the key of an entity; null if a column has a type that is not supported. */
    static @Nullable KeyCodec of(EntityPersister entity) {
        KeyForm form = KeyForm.of(entity);
        List<Column> columns = form.columns();
        return columns.stream().allMatch(KeyCodec::isSupported) ? new KeyCodec(columns, form) : null;
    }

    private static boolean isSupported(Column column) {
        return column.mapping().getValueConverter() == null
                && (READERS.containsKey(column.type()) || column.type().isEnum());
    }

    static Class<?> wrapped(Class<?> type) {
        return PRIMITIVES.getOrDefault(type, type);
    }

    private static final Map<Class<?>, Class<?>> PRIMITIVES = Map.of(
            long.class, Long.class,
            int.class, Integer.class,
            short.class, Short.class,
            byte.class, Byte.class,
            boolean.class, Boolean.class,
            char.class, Character.class);

    /** Returns whether all columns hold numbers, texts or UUIDs, which mean the same without the application. */
    public boolean isPlain() {
        return columns.stream()
                .allMatch(column -> column.isNumber() || column.type() == String.class || column.type() == UUID.class);
    }

    /** Returns the columns of the key in order. */
    List<Column> columns() {
        return columns;
    }

    /** Returns where queries find the key. */
    public Selection selection() {
        return selection;
    }

    /** Returns a name of the key's type for messages. */
    public String typeName() {
        return columns.stream().map(column -> column.type().getSimpleName()).collect(Collectors.joining(", "));
    }

    /** Returns whether a value of this type can be the key. */
    public boolean isOf(Class<?> type) {
        return columns.size() == 1 && columns.get(0).type() == wrapped(type);
    }

    /** Returns the text of a key. Knows no entity, because the text follows from the key's own type. */
    public static String text(Object key) {
        return CompositeKey.text(key);
    }

    /**
     * Returns the key of a text.
     *
     * @throws IllegalArgumentException if the text is not that of a key
     */
    public Object key(String text) {
        if (columns.size() == 1) {
            return columns.get(0).read(text);
        }
        List<String> texts = CompositeKey.parse(text);
        if (texts == null || texts.size() != columns.size()) {
            throw new IllegalArgumentException(text + " is not an array of " + columns.size() + " texts");
        }
        List<Object> parts = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            parts.add(columns.get(i).read(texts.get(i)));
        }
        CompositeKey key = new CompositeKey(parts);
        if (!key.toString().equals(text)) {
            throw new IllegalArgumentException(text + " is not the canonical form of a key");
        }
        return key;
    }

    /** Returns the key of a text; empty if it is not that of a key. */
    public Optional<Object> find(String text) {
        try {
            return Optional.of(key(text));
        } catch (RuntimeException e) {
            return Optional.empty();
        }
    }

    /** Returns the key of these values of its columns. */
    static Object of(List<Object> values) {
        return values.size() == 1 ? values.get(0) : new CompositeKey(values);
    }

    /** Returns the values of a key's columns. */
    static List<Object> values(Object key) {
        return key instanceof CompositeKey composite ? composite.parts() : List.of(key);
    }

    /** Returns the key that Hibernate knows in its own form. */
    public Object ofId(Object id, SharedSessionContractImplementor session) {
        return form.key(id, session);
    }

    /** Returns a key in Hibernate's form. */
    public Object id(Object key, SharedSessionContractImplementor session) {
        return form.id(key, session);
    }

    /** Binds a key to the parameters of a statement, from this index on. */
    @SuppressWarnings("unchecked")
    public void bind(PreparedStatement statement, int index, Object key, SharedSessionContractImplementor session)
            throws SQLException {
        List<Object> values = values(key);
        for (int i = 0; i < values.size(); i++) {
            columns.get(i).mapping().getJdbcValueBinder().bind(statement, values.get(i), index + i, session);
        }
    }

    /** Returns a condition in SQL that columns of a table have the values of a key. */
    public static String condition(List<String> columnNames) {
        return columnNames.stream().map(name -> name + "=?").collect(Collectors.joining(" and "));
    }
}
