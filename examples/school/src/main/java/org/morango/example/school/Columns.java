package org.morango.example.school;

import jakarta.persistence.metamodel.Attribute;
import java.lang.reflect.Field;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.jspecify.annotations.Nullable;
import org.morango.common.MorangoException;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;

/** The columns of an entity by their JSON names, for showing and changing rows from the command line. */
final class Columns {
    private final Class<? extends SyncableEntity> type;
    private final Map<String, Field> fields = new TreeMap<>();

    Columns(SessionFactory database, Class<? extends SyncableEntity> type) {
        this.type = type;
        for (Attribute<?, ?> attribute : database.getMetamodel().entity(type).getDeclaredAttributes()) {
            Field field = (Field) attribute.getJavaMember();
            field.setAccessible(true);
            fields.put(snakeCase(attribute.getName()) + (attribute.isAssociation() ? "_id" : ""), field);
        }
    }

    String model() {
        return type.getAnnotation(Syncable.class).model();
    }

    Class<? extends SyncableEntity> type() {
        return type;
    }

    /** Returns the row's values: values of JSON's own types as they are, others as text. */
    Map<String, @Nullable Object> values(SyncableEntity row) {
        Map<String, @Nullable Object> values = new TreeMap<>();
        fields.forEach((name, field) -> values.put(name, shown(get(row, field))));
        return values;
    }

    private static @Nullable Object get(SyncableEntity row, Field field) {
        try {
            return field.get(row);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static @Nullable Object shown(@Nullable Object value) {
        if (value instanceof SyncableEntity reference) {
            return reference.getId();
        }
        if (value instanceof BigDecimal decimal) {
            return decimal.toPlainString();
        }
        return value instanceof Instant ? value.toString() : value;
    }

    /** Changes one value, given as text; {@code null} removes it. */
    void set(Session session, SyncableEntity row, String column, String text) {
        Field field = fields.get(column);
        if (field == null) {
            throw new MorangoException("Model " + model() + " has no field " + column + "; it has "
                    + String.join(", ", fields.keySet()) + ".");
        }
        try {
            field.set(row, text.equals("null") ? null : parsed(session, field.getType(), text));
        } catch (RuntimeException | IllegalAccessException e) {
            throw new MorangoException(
                    "Value " + text + " does not fit field " + column + " of model " + model() + ".");
        }
    }

    private static Object parsed(Session session, Class<?> type, String text) {
        if (type == boolean.class) {
            if (!text.equals("true") && !text.equals("false")) {
                throw new IllegalArgumentException();
            }
            return Boolean.valueOf(text);
        }
        if (type == Instant.class) {
            return Instant.parse(text);
        }
        if (type == BigDecimal.class) {
            return new BigDecimal(text);
        }
        return SyncableEntity.class.isAssignableFrom(type) ? session.getReference(type, text) : text;
    }

    private static String snakeCase(String name) {
        return name.replaceAll("([a-z])([A-Z])", "$1_$2").toLowerCase(java.util.Locale.ROOT);
    }
}
