package org.morango.hibernate.internal.model;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Converts one Java type to a JSON value and back, without loss: times with Z, decimals and UUIDs as texts. See
 * docs/protocol.md, "Counters and serialized content".
 *
 * @param normal gives the normal form of a value, for example a decimal without its scale: the same value gives the
 *     same JSON
 */
record ValueCodec<T>(Function<T, JsonNode> writer, Function<JsonNode, T> reader, Function<T, JsonNode> normal) {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final DateTimeFormatter LOCAL_DATE_TIME = new DateTimeFormatterBuilder()
            .append(DateTimeFormatter.ISO_LOCAL_DATE)
            .appendLiteral('T')
            .appendPattern("HH:mm:ss")
            .appendFraction(ChronoField.NANO_OF_SECOND, 3, 9, true)
            .toFormatter();
    private static final int MAX_DIGITS = 1_000;
    /** Greatest length of a number as text: the digits before and after the point, and 20 other characters. */
    private static final int MAX_TEXT = 2 * MAX_DIGITS + 20;

    private static final int MAX_BITS = 4 * MAX_DIGITS;
    private static final Map<Class<?>, ValueCodec<?>> CODECS = new LinkedHashMap<>();

    static {
        add(String.class, NODES::stringNode, ValueCodec::text);
        add(Boolean.class, NODES::booleanNode, ValueCodec::flag);
        add(Character.class, c -> NODES.stringNode(String.valueOf(c)), n -> single(text(n)));
        add(Byte.class, NODES::numberNode, n -> integer(n).byteValueExact());
        add(Short.class, NODES::numberNode, n -> integer(n).shortValueExact());
        add(Integer.class, NODES::numberNode, n -> integer(n).intValueExact());
        add(Long.class, NODES::numberNode, n -> integer(n).longValueExact());
        add(BigInteger.class, i -> NODES.numberNode(bounded(i)), ValueCodec::integer);
        add(Float.class, f -> real(f, f.toString()), n -> (float) real(n));
        add(Double.class, d -> real(d, d.toString()), ValueCodec::real);
        CODECS.put(
                BigDecimal.class,
                new ValueCodec<>(
                        d -> NODES.stringNode(bounded(d).toPlainString()),
                        ValueCodec::decimal,
                        ValueCodec::withoutScale));
        add(UUID.class, u -> NODES.stringNode(u.toString()), n -> UUID.fromString(text(n)));
        add(
                byte[].class,
                b -> NODES.stringNode(Base64.getEncoder().encodeToString(b)),
                n -> Base64.getDecoder().decode(text(n)));
        add(Instant.class, i -> NODES.stringNode(utc(i)), n -> instant(text(n)));
        add(OffsetDateTime.class, o -> NODES.stringNode(offset(o)), n -> instantWithOffset(text(n)));
        add(
                ZonedDateTime.class,
                z -> NODES.stringNode(offset(z.toOffsetDateTime())),
                n -> instantWithOffset(text(n)).toZonedDateTime());
        add(LocalDateTime.class, l -> NODES.stringNode(LOCAL_DATE_TIME.format(l)), n -> LocalDateTime.parse(text(n)));
        add(LocalDate.class, l -> NODES.stringNode(l.toString()), n -> LocalDate.parse(text(n)));
        add(LocalTime.class, l -> NODES.stringNode(l.toString()), n -> LocalTime.parse(text(n)));
        add(Duration.class, d -> NODES.stringNode(d.toString()), n -> Duration.parse(text(n)));
        add(OffsetTime.class, o -> NODES.stringNode(o.toString()), n -> OffsetTime.parse(text(n)));
        add(Period.class, p -> NODES.stringNode(p.toString()), n -> Period.parse(text(n)));
        add(YearMonth.class, y -> NODES.stringNode(y.toString()), n -> YearMonth.parse(text(n)));
        add(MonthDay.class, m -> NODES.stringNode(m.toString()), n -> MonthDay.parse(text(n)));
        add(char[].class, c -> NODES.stringNode(new String(c)), n -> text(n).toCharArray());
        add(InetAddress.class, a -> NODES.stringNode(Addresses.write(a)), n -> Addresses.read(text(n)));
        add(
                Year.class,
                y -> NODES.numberNode(y.getValue()),
                n -> Year.of(integer(n).intValueExact()));
    }

    /** Makes the codec of a type whose values have one form each. */
    ValueCodec(Function<T, JsonNode> writer, Function<JsonNode, T> reader) {
        this(writer, reader, writer);
    }

    private static <T> void add(Class<T> type, Function<T, JsonNode> writer, Function<JsonNode, T> reader) {
        CODECS.put(type, new ValueCodec<>(writer, reader));
    }

    /** Returns the codec of a type; null if the type has none. */
    static @Nullable ValueCodec<?> of(Class<?> type) {
        if (type.isEnum()) {
            return ofEnum(type);
        }
        ValueCodec<?> codec = CODECS.get(type);
        return codec == null ? LegacyDates.of(type, SqlTypes.TIMESTAMP) : codec;
    }

    private static ValueCodec<?> ofEnum(Class<?> type) {
        Object[] constants = type.getEnumConstants();
        return new ValueCodec<Enum<?>>(constant -> NODES.stringNode(constant.name()), node -> {
            String name = text(node);
            for (Object constant : constants) {
                if (((Enum<?>) constant).name().equals(name)) {
                    return (Enum<?>) constant;
                }
            }
            throw new IllegalArgumentException(name + " is not one of its constants");
        });
    }

    @SuppressWarnings("unchecked")
    JsonNode write(Object value) {
        return writer.apply((T) value);
    }

    T read(JsonNode node) {
        return reader.apply(node);
    }

    /** Returns the normal form of a value: the same JSON for the same value, in whatever form it was written. */
    @SuppressWarnings("unchecked")
    JsonNode normal(Object value) {
        return normal.apply((T) value);
    }

    private static JsonNode withoutScale(BigDecimal value) {
        return NODES.stringNode(value.stripTrailingZeros().toPlainString());
    }

    /** Returns a document whose numbers are written in one form. */
    static JsonNode normalDocument(JsonNode node) {
        if (node.isNumber()) {
            return NODES.stringNode("number " + node.decimalValue().stripTrailingZeros());
        }
        if (node.isArray()) {
            ArrayNode array = NODES.arrayNode(node.size());
            node.forEach(item -> array.add(normalDocument(item)));
            return array;
        }
        if (node.isObject()) {
            ObjectNode object = NODES.objectNode();
            node.forEachEntry((name, value) -> object.set(name, normalDocument(value)));
            return object;
        }
        return node;
    }

    static String text(JsonNode node) {
        if (!node.isString()) {
            throw new IllegalArgumentException("expected a text");
        }
        return node.stringValue();
    }

    private static Boolean flag(JsonNode node) {
        if (!node.isBoolean()) {
            throw new IllegalArgumentException("expected true or false");
        }
        return node.booleanValue();
    }

    private static char single(String text) {
        if (text.length() != 1) {
            throw new IllegalArgumentException("expected one character");
        }
        return text.charAt(0);
    }

    private static BigInteger integer(JsonNode node) {
        if (!node.isIntegralNumber()) {
            throw new IllegalArgumentException("expected a whole number");
        }
        return node.bigIntegerValue();
    }

    private static BigDecimal decimal(JsonNode node) {
        if (!node.isString() && !node.isNumber()) {
            throw new IllegalArgumentException("expected a number");
        }
        // The time to read digits grows with the square of their number.
        if (node.isString() && node.stringValue().length() > MAX_TEXT) {
            throw tooLong();
        }
        BigDecimal value = node.isString() ? new BigDecimal(node.stringValue()) : node.decimalValue();
        return bounded(value);
    }

    private static BigDecimal bounded(BigDecimal value) {
        // Otherwise an exponent of a few characters would become gigabytes of zeros.
        if (Math.abs((long) value.scale()) > MAX_DIGITS || value.precision() > MAX_DIGITS) {
            throw tooLong();
        }
        return value;
    }

    private static BigInteger bounded(BigInteger value) {
        if (value.bitLength() > MAX_BITS || value.toString().length() > MAX_DIGITS) {
            throw tooLong();
        }
        return value;
    }

    private static IllegalArgumentException tooLong() {
        return new IllegalArgumentException("a number of more than " + MAX_DIGITS + " digits");
    }

    /**
     * Returns a number as a decimal with the same digits, which a float converted to a double would not have.
     * Infinities stay texts because JSON has none, and so does negative zero because decimals have none.
     */
    private static JsonNode real(Number number, String text) {
        double value = number.doubleValue();
        boolean isDecimal = Double.isFinite(value) && (value != 0 || !text.startsWith("-"));
        return isDecimal ? NODES.numberNode(new BigDecimal(text)) : NODES.stringNode(text);
    }

    private static double real(JsonNode node) {
        return node.isString()
                ? Double.parseDouble(node.stringValue())
                : decimal(node).doubleValue();
    }

    static String utc(Instant instant) {
        return LOCAL_DATE_TIME.format(instant.atOffset(ZoneOffset.UTC)) + "Z";
    }

    private static String offset(OffsetDateTime time) {
        return LOCAL_DATE_TIME.format(time) + time.getOffset().getId();
    }

    static Instant instant(String text) {
        return instantWithOffset(text).toInstant();
    }

    /**
     * Reads a time. Without an offset it counts as UTC, as Python Morango writes it if it is set to ignore time zones.
     */
    private static OffsetDateTime instantWithOffset(String text) {
        return (OffsetDateTime) DateTimeFormatter.ISO_DATE_TIME.parseBest(
                text, OffsetDateTime::from, t -> LocalDateTime.from(t).atOffset(ZoneOffset.UTC));
    }
}
