package org.morango.hibernate;

import jakarta.persistence.Temporal;
import jakarta.persistence.TemporalType;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.URI;
import java.net.URL;
import java.net.UnknownHostException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Calendar;
import java.util.Currency;
import java.util.Date;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TimeZone;
import java.util.UUID;
import java.util.function.Supplier;

/** Values of every type by a seed. */
@SuppressWarnings("deprecation") // The old date types are tested here.
final class RandomValues {
    private static final int LONGEST_TEXT = 2_000_000;

    private final Random random;
    private final Map<Class<?>, Supplier<?>> makers = new HashMap<>();

    RandomValues(long seed) {
        random = new Random(seed);
        numbers();
        times();
        makers.put(Boolean.class, random::nextBoolean);
        makers.put(Character.class, () -> (char) (' ' + random.nextInt(0xd7ff - ' ')));
        makers.put(String.class, () -> text(random.nextInt(100) == 0 ? LONGEST_TEXT : random.nextInt(50)));
        makers.put(char[].class, () -> text(random.nextInt(50)).toCharArray());
        // MariaDB accepts only UUIDs of the usual kind.
        makers.put(UUID.class, () -> UUID.nameUUIDFromBytes(bytes()));
        makers.put(byte[].class, this::bytes);
        makers.put(Locale.class, () -> pick(Locale.ENGLISH, Locale.CANADA_FRENCH, Locale.ROOT, Locale.JAPAN));
        makers.put(Currency.class, () -> pick(Currency.getInstance("EUR"), Currency.getInstance("JPY")));
        makers.put(URL.class, this::url);
        makers.put(TimeZone.class, () -> TimeZone.getTimeZone(zone()));
        makers.put(InetAddress.class, this::address);
        makers.put(Integer[].class, () -> new Integer[] {random.nextInt(), null, random.nextInt()});
    }

    private void numbers() {
        makers.put(Byte.class, () -> (byte) random.nextInt());
        makers.put(Short.class, () -> (short) random.nextInt());
        makers.put(Integer.class, () -> pick(Integer.MIN_VALUE, Integer.MAX_VALUE, 0, random.nextInt()));
        makers.put(Long.class, () -> pick(Long.MIN_VALUE, Long.MAX_VALUE, random.nextLong()));
        makers.put(Float.class, () -> pick(Float.MIN_NORMAL, 3.4e38f, -0.1f, (float) random.nextGaussian()));
        makers.put(Double.class, () -> pick(Double.MIN_NORMAL, Double.MAX_VALUE, 0.1, random.nextGaussian()));
        makers.put(BigDecimal.class, () -> new BigDecimal(new BigInteger(60, random), random.nextInt(11)).setScale(10));
        makers.put(BigInteger.class, () -> new BigInteger(120, random).negate());
    }

    private void times() {
        makers.put(Instant.class, this::instant);
        makers.put(LocalDate.class, () -> dateTime().toLocalDate());
        makers.put(LocalTime.class, () -> dateTime().toLocalTime());
        makers.put(LocalDateTime.class, this::dateTime);
        makers.put(OffsetDateTime.class, () -> dateTime().atOffset(offset()));
        makers.put(ZonedDateTime.class, () -> dateTime().atZone(zone()));
        makers.put(OffsetTime.class, () -> dateTime().toLocalTime().withNano(0).atOffset(offset()));
        makers.put(Duration.class, () -> Duration.ofSeconds(random.nextInt(), random.nextInt(1_000_000_000)));
        makers.put(Period.class, () -> Period.of(random.nextInt(100), -random.nextInt(100), random.nextInt(100)));
        makers.put(Year.class, () -> Year.of(1 + random.nextInt(9_999)));
        makers.put(Month.class, () -> pick(Month.values()));
        makers.put(YearMonth.class, () -> YearMonth.from(dateTime()));
        makers.put(MonthDay.class, () -> MonthDay.from(dateTime()));
        makers.put(DayOfWeek.class, () -> pick(DayOfWeek.values()));
        makers.put(ZoneId.class, this::zone);
        makers.put(ZoneOffset.class, this::offset);
        makers.put(Date.class, () -> Date.from(instant()));
        makers.put(java.sql.Date.class, () -> java.sql.Date.valueOf(dateTime().toLocalDate()));
        makers.put(java.sql.Time.class, () -> java.sql.Time.valueOf(dateTime().toLocalTime()));
        makers.put(java.sql.Timestamp.class, () -> java.sql.Timestamp.from(instant()));
        makers.put(Calendar.class, () -> {
            Calendar calendar = Calendar.getInstance();
            calendar.setTime(Date.from(instant()));
            return calendar;
        });
    }

    /** Sets every attribute of the entity's own, a tenth of them to null. */
    <T> T fill(T entity) {
        for (Field field : entity.getClass().getDeclaredFields()) {
            Supplier<?> maker = makers.get(field.getType());
            if (maker == null || Modifier.isStatic(field.getModifiers())) {
                throw new IllegalStateException("No values for " + field);
            }
            try {
                field.set(entity, random.nextInt(10) == 0 ? null : fit(maker.get(), field));
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }
        return entity;
    }

    /** Removes the time of day from a day; SQLite would keep it. */
    private static Object fit(Object value, Field field) {
        Temporal temporal = field.getAnnotation(Temporal.class);
        if (temporal != null && temporal.value() == TemporalType.DATE) {
            if (value instanceof Calendar calendar) {
                calendar.setTime(midnight(calendar.getTime()));
            } else {
                return midnight((Date) value);
            }
        }
        return value;
    }

    private static Date midnight(Date date) {
        ZoneId zone = ZoneId.systemDefault();
        return Date.from(
                date.toInstant().atZone(zone).toLocalDate().atStartOfDay(zone).toInstant());
    }

    /**
     * Returns characters of all planes, including those that JSON escapes, but without those that no database keeps.
     */
    private String text(int length) {
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            int codePoint =
                    random.nextInt(5) == 0 ? 1 + random.nextInt(Character.MAX_CODE_POINT) : random.nextInt(127) + 1;
            if (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE) {
                text.appendCodePoint(codePoint);
            }
        }
        return text.toString();
    }

    private byte[] bytes() {
        byte[] bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
        return bytes;
    }

    private URL url() {
        try {
            return URI.create("https://example.org/" + random.nextInt() + "?a=%20b#c")
                    .toURL();
        } catch (java.net.MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }

    private InetAddress address() {
        byte[] numbers = new byte[pick(4, 16)];
        random.nextBytes(numbers);
        try {
            return InetAddress.getByAddress(numbers);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private Instant instant() {
        return dateTime().toInstant(ZoneOffset.UTC);
    }

    /** Returns a time, also before 1970, with the precision that databases keep. */
    private LocalDateTime dateTime() {
        return LocalDateTime.of(1900, 1, 1, 0, 0)
                .plusSeconds(random.nextInt(Integer.MAX_VALUE))
                .plusSeconds(random.nextInt(Integer.MAX_VALUE))
                .plusNanos(1_000L * random.nextInt(1_000_000));
    }

    private ZoneOffset offset() {
        return ZoneOffset.ofTotalSeconds(900 * (random.nextInt(100) - 48));
    }

    private ZoneId zone() {
        return pick(ZoneId.of("Europe/Paris"), ZoneId.of("America/Caracas"), ZoneId.of("Asia/Kathmandu"));
    }

    @SafeVarargs
    private <T> T pick(T... values) {
        return values[random.nextInt(values.length)];
    }
}
