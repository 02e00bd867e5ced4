package org.morango.hibernate.internal.model;

import jakarta.persistence.Column;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.metamodel.mapping.CollectionPart;
import org.hibernate.metamodel.mapping.JdbcMapping;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.hibernate.metamodel.mapping.SelectableMapping;
import org.hibernate.metamodel.mapping.internal.BasicValuedCollectionPart;
import org.hibernate.sql.Template;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/**
 * Tells which values come back from any database as they were written. A database may change others: a time without its
 * offset or nanoseconds, a number with fewer digits, a padded text.
 */
final class ExactValues {
    private static final Set<Class<?>> EXACT =
            Set.of(Boolean.class, Byte.class, Short.class, Integer.class, Long.class, UUID.class, byte[].class);
    private static final Set<Integer> PADDED = Set.of(SqlTypes.CHAR, SqlTypes.NCHAR);

    /** Digits of decimals that all databases keep, and that SQLite keeps of whole numbers beyond 64 bits. */
    private static final int DIGITS = 15;

    private static final int BITS = 49;
    private static final int FIRST_YEAR = 1900;
    private static final int LAST_YEAR = 9999;

    private ExactValues() {}

    /** Returns whether the elements of a collection and their keys are exact. */
    static boolean isExact(PluralAttributeMapping plural, Map<Object, @Nullable Object> elements, int digitsOfSecond) {
        boolean isMap = plural.getIndexDescriptor() != null
                && elements.keySet().stream().anyMatch(key -> !(key instanceof Integer));
        return elements.values().stream()
                        .allMatch(value -> isExact(plural.getElementDescriptor(), value, digitsOfSecond))
                && (!isMap
                        || elements.keySet().stream()
                                .allMatch(key -> isExact(plural.getIndexDescriptor(), key, digitsOfSecond)));
    }

    private static boolean isExact(CollectionPart part, @Nullable Object value, int digitsOfSecond) {
        if (value == null) {
            return true;
        }
        return part instanceof BasicValuedCollectionPart basic
                ? isExact(basic.getJdbcMapping(), basic, value, digitsOfSecond)
                : value instanceof String;
    }

    /**
     * Returns whether a value is exact.
     *
     * @param digitsOfSecond number of digits of a second that this database keeps
     */
    static boolean isExact(JdbcMapping mapping, SelectableMapping column, Object value, int digitsOfSecond) {
        if (mapping.getValueConverter() != null || isSpecial(column)) {
            return false;
        }
        if (value instanceof String || value instanceof Character) {
            return !isPadded(mapping) || value instanceof Character letter && letter != ' ';
        }
        if (EXACT.contains(value.getClass()) || value instanceof Enum<?>) {
            return true;
        }
        if (value instanceof BigDecimal decimal) {
            return isExact(decimal.stripTrailingZeros(), column.getScale());
        }
        if (value instanceof BigInteger integer) {
            return integer.bitLength() <= BITS;
        }
        if (value instanceof Double real) {
            return Double.isFinite(real) && !real.equals(-0.0);
        }
        return isExactTime(value, digitsOfSecond);
    }

    /** Returns whether the column may pad texts with spaces. */
    static boolean isPadded(JdbcMapping mapping) {
        return PADDED.contains(mapping.getJdbcType().getDdlTypeCode());
    }

    /** Returns whether the application defines the column itself, so that the library does not know what it keeps. */
    static boolean isDefinedByHand(AttributeMapping attribute) {
        Column column = AttributeAnnotations.find(attribute, Column.class);
        return column != null && !column.columnDefinition().isEmpty();
    }

    /** Returns whether the column is read or written by expressions of the application. */
    private static boolean isSpecial(SelectableMapping column) {
        return column.getTemporalPrecision() != null
                || !isReadAsItIs(column)
                || (column.getCustomWriteExpression() != null
                        && !column.getCustomWriteExpression().equals("?"));
    }

    /** Hibernate 7.4 has an expression for every column, by default one that names nothing but the column. */
    private static boolean isReadAsItIs(SelectableMapping column) {
        String expression = column.getCustomReadExpression();
        return expression == null || expression.equals(Template.TEMPLATE + "." + column.getSelectionExpression());
    }

    private static boolean isExact(BigDecimal stripped, @Nullable Integer scale) {
        return stripped.precision() <= DIGITS
                && stripped.scale() <= (scale == null ? 0 : scale)
                && stripped.scale() > -DIGITS;
    }

    private static boolean isExactTime(Object value, int digitsOfSecond) {
        if (value instanceof Instant instant) {
            return isExactMoment(instant, digitsOfSecond);
        }
        if (value instanceof Timestamp timestamp) {
            return isExactMoment(timestamp.toInstant(), digitsOfSecond);
        }
        if (value instanceof LocalDateTime local) {
            // Drivers may convert it in the zone of this process, in which such a time may not exist.
            return isExactMoment(local.toInstant(ZoneOffset.UTC), digitsOfSecond)
                    && !ZoneId.systemDefault().getRules().getValidOffsets(local).isEmpty();
        }
        if (value instanceof LocalDate date) {
            return isUsual(date.getYear());
        }
        return value instanceof LocalTime time && time.getNano() == 0;
    }

    private static boolean isExactMoment(Instant instant, int digitsOfSecond) {
        int unit = 1;
        for (int i = digitsOfSecond; i < 9; i++) {
            unit *= 10;
        }
        return instant.getNano() % unit == 0
                && isUsual(instant.atOffset(ZoneOffset.UTC).getYear());
    }

    /**
     * Returns whether all use the same calendar in this year. Before, databases, drivers and Java differ in calendars
     * and offsets of zones.
     */
    private static boolean isUsual(int year) {
        return year > FIRST_YEAR && year < LAST_YEAR;
    }
}
