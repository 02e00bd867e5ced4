package org.morango.hibernate.internal.model;

import java.sql.Time;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.Calendar;
import java.util.Date;
import java.util.function.Function;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The date classes from before {@code java.time}. They are moments, but their column may keep a day or a time of day,
 * which must not shift between peers in different time zones.
 */
final class LegacyDates {
    private LegacyDates() {}

    /** Returns the codec of a type in a column of this kind; null if it is not one of these types. */
    static @Nullable ValueCodec<?> of(Class<?> type, int sqlType) {
        if (type == java.sql.Date.class) {
            return day(date -> date, date -> date);
        }
        if (type == Time.class) {
            return time(time -> time, time -> time);
        }
        if (type == Timestamp.class) {
            return moment((Timestamp timestamp) -> timestamp, timestamp -> timestamp);
        }
        if (type == Date.class) {
            return switch (sqlType) {
                case SqlTypes.DATE -> day((Date date) -> new java.sql.Date(date.getTime()), date -> date);
                case SqlTypes.TIME -> time((Date date) -> new Time(date.getTime()), time -> time);
                default -> moment(LegacyDates::timestamp, LegacyDates::date);
            };
        }
        if (Calendar.class.isAssignableFrom(type)) {
            return switch (sqlType) {
                case SqlTypes.DATE ->
                    day((Calendar c) -> new java.sql.Date(c.getTimeInMillis()), LegacyDates::calendar);
                case SqlTypes.TIME -> time((Calendar c) -> new Time(c.getTimeInMillis()), LegacyDates::calendar);
                default -> moment((Calendar c) -> new Timestamp(c.getTimeInMillis()), LegacyDates::calendar);
            };
        }
        return null;
    }

    private static <T> ValueCodec<T> day(Function<T, java.sql.Date> from, Function<java.sql.Date, T> to) {
        return new ValueCodec<>(
                value -> JsonNodeFactory.instance.stringNode(
                        from.apply(value).toLocalDate().toString()),
                node -> to.apply(java.sql.Date.valueOf(LocalDate.parse(ValueCodec.text(node)))));
    }

    private static <T> ValueCodec<T> time(Function<T, Time> from, Function<Time, T> to) {
        return new ValueCodec<>(
                value -> {
                    Time time = from.apply(value);
                    LocalTime local = time.toLocalTime().plus(Math.floorMod(time.getTime(), 1_000), ChronoUnit.MILLIS);
                    return JsonNodeFactory.instance.stringNode(local.toString());
                },
                node -> {
                    LocalTime local = LocalTime.parse(ValueCodec.text(node));
                    return to.apply(new Time(Time.valueOf(local).getTime() + local.getNano() / 1_000_000));
                });
    }

    private static <T> ValueCodec<T> moment(Function<T, Timestamp> from, Function<Timestamp, T> to) {
        return new ValueCodec<>(
                value -> JsonNodeFactory.instance.stringNode(
                        ValueCodec.utc(from.apply(value).toInstant())),
                node -> to.apply(Timestamp.from(ValueCodec.instant(ValueCodec.text(node)))));
    }

    /** Returns a timestamp with its nanoseconds, as Hibernate loads it into an attribute of the older type. */
    private static Timestamp timestamp(Date date) {
        return date instanceof Timestamp timestamp ? timestamp : new Timestamp(date.getTime());
    }

    private static Date date(Timestamp timestamp) {
        return timestamp.getNanos() % 1_000_000 == 0 ? new Date(timestamp.getTime()) : timestamp;
    }

    private static Calendar calendar(Date date) {
        Calendar calendar = Calendar.getInstance();
        calendar.setTime(date);
        return calendar;
    }
}
