package org.morango.hibernate.internal.pipeline;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.time.temporal.Temporal;
import org.jspecify.annotations.Nullable;

/** Values of ordered types that are some steps after or before another. */
final class Steps {
    private static final char FIRST_LETTER = ' ';

    private Steps() {}

    static boolean isPossible(@Nullable Object sample) {
        return sample instanceof Number || sample instanceof Character || sample instanceof Temporal;
    }

    /** Returns null if the type has no such value. */
    static @Nullable Object from(Object value, int steps) {
        try {
            if (value instanceof LocalTime time) {
                LocalTime moved = time.plusSeconds(steps);
                return moved.isAfter(time) == steps > 0 ? moved : null;
            }
            if (value instanceof Temporal time) {
                return time.isSupported(ChronoUnit.DAYS) ? time.plus(steps, ChronoUnit.DAYS) : null;
            }
            if (value instanceof Character letter) {
                int moved = letter + steps;
                return isBetween(moved, FIRST_LETTER, Character.MIN_SURROGATE - 1) ? (char) moved : null;
            }
            return number(value, steps);
        } catch (ArithmeticException | DateTimeException e) {
            return null;
        }
    }

    private static @Nullable Object number(Object value, int steps) {
        if (value instanceof Long number) {
            return Math.addExact(number, steps);
        }
        if (value instanceof Integer number) {
            return Math.addExact(number, steps);
        }
        if (value instanceof Short number) {
            return isBetween(number + steps, Short.MIN_VALUE, Short.MAX_VALUE) ? (short) (number + steps) : null;
        }
        if (value instanceof Byte number) {
            return isBetween(number + steps, Byte.MIN_VALUE, Byte.MAX_VALUE) ? (byte) (number + steps) : null;
        }
        if (value instanceof BigInteger number) {
            return number.add(BigInteger.valueOf(steps));
        }
        if (value instanceof BigDecimal number) {
            return number.add(BigDecimal.valueOf(steps));
        }
        return fraction(value, steps);
    }

    /** Moves a floating-point number by steps. Large numbers are further apart than 1. */
    private static @Nullable Object fraction(Object value, int steps) {
        if (value instanceof Double number) {
            double moved = number + steps * Math.max(1, Math.ulp(number));
            return Double.isFinite(moved) ? moved : null;
        }
        if (value instanceof Float number) {
            float moved = number + steps * Math.max(1, Math.ulp(number));
            return Float.isFinite(moved) ? moved : null;
        }
        return null;
    }

    private static boolean isBetween(int value, int min, int max) {
        return value >= min && value <= max;
    }
}
