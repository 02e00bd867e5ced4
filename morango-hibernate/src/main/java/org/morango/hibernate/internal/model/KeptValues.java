package org.morango.hibernate.internal.model;

import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.time.temporal.Temporal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.hibernate.metamodel.mapping.internal.BasicAttributeMapping;

/**
 * Compares the value of a record with what a column keeps of it. A column rounds times or cuts them off, pads texts,
 * and gives decimals the number of digits that it has.
 */
public final class KeptValues {
    private final Member member;
    private final int digitsOfSecond;

    /** @param digitsOfSecond number of digits of a second that the database keeps */
    public KeptValues(Member member, int digitsOfSecond) {
        this.member = member;
        this.digitsOfSecond = digitsOfSecond;
    }

    /** Returns the values as which the column may keep a value. */
    public List<Object> of(Object value) {
        if (value instanceof String text && isPadded()) {
            String bare = text.stripTrailing();
            return distinct(List.of(bare, bare + " ".repeat(Math.max(0, length() - bare.length()))));
        }
        if (value instanceof Timestamp timestamp) {
            return times(timestamp.toInstant()).stream()
                    .map(time -> (Object) Timestamp.from(Instant.from(time)))
                    .toList();
        }
        return value instanceof Temporal time && time.isSupported(ChronoField.NANO_OF_SECOND)
                ? List.copyOf(times(time))
                : List.of(value);
    }

    /** Returns something that is equal for values that are the same, in whatever form they are. */
    public Object comparable(Object value) {
        if (member.isReference()) {
            return value;
        }
        if (value instanceof OffsetDateTime time) {
            return time.toInstant();
        }
        if (value instanceof ZonedDateTime time) {
            return time.toInstant();
        }
        return isPadded() && value instanceof String text ? text.stripTrailing() : member.normal(value);
    }

    private List<Temporal> times(Temporal time) {
        List<Temporal> kept = new ArrayList<>(times(time, digitsOfSecond));
        Integer declared = member.column().getTemporalPrecision();
        if (declared != null && declared < digitsOfSecond) {
            kept.addAll(times(time, declared));
        }
        if (time instanceof LocalTime) {
            // Most drivers take no fractions of a second.
            kept.addAll(times(time, 0));
        }
        return distinct(kept);
    }

    private static List<Temporal> times(Temporal time, int digits) {
        int unit = 1;
        for (int i = digits; i < 9; i++) {
            unit *= 10;
        }
        int rest = time.get(ChronoField.NANO_OF_SECOND) % unit;
        Temporal cut = time.minus(rest, ChronoUnit.NANOS);
        return rest == 0 ? List.of(time) : List.of(cut, cut.plus(unit, ChronoUnit.NANOS));
    }

    private static <T> List<T> distinct(List<T> values) {
        Set<T> all = new LinkedHashSet<>(values);
        return List.copyOf(all);
    }

    private boolean isPadded() {
        return member.mapping() instanceof BasicAttributeMapping basic && ExactValues.isPadded(basic.getJdbcMapping());
    }

    private int length() {
        return member.mapping() instanceof BasicAttributeMapping basic && basic.getLength() != null
                ? basic.getLength().intValue()
                : 0;
    }
}
