package org.morango.hibernate.internal.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ValueCodecTest {
    private static final JsonMapper MAPPER = RecordContent.MAPPER;

    @Test
    void everyTypeSurvivesTheRoundTrip() {
        assertJson("ä\"\n", "\"ä\\\"\\n\"");
        assertJson("", "\"\"");
        assertJson(true, "true");
        assertJson('ß', "\"ß\"");
        assertJson((byte) -128, "-128");
        assertJson((short) 5, "5");
        assertJson(Integer.MAX_VALUE, "2147483647");
        assertJson(Long.MIN_VALUE, "-9223372036854775808");
        assertJson(new BigInteger("98765432109876543210"), "98765432109876543210");
        assertJson(new BigDecimal("1.50"), "\"1.50\"");
        assertJson(new BigDecimal("0.0000000001"), "\"0.0000000001\"");
        assertJson(UUID.fromString("123e4567-e89b-12d3-a456-426614174000"), "\"123e4567-e89b-12d3-a456-426614174000\"");
        assertJson(new byte[] {0, -1}, "\"AP8=\"");
        assertJson(LocalDate.parse("2026-11-23"), "\"2026-11-23\"");
        assertJson(LocalTime.parse("00:26:50.904"), "\"00:26:50.904\"");
        assertJson(Duration.ofMillis(-1500), "\"PT-1.5S\"");
        assertJson(Year.of(2026), "2026");
        assertJson(TimeUnit.DAYS, "\"DAYS\"");
        assertJson(java.sql.Date.valueOf("2026-11-23"), "\"2026-11-23\"");
    }

    /** Long texts in place of a number or a time are refused before they take long. */
    @Test
    void longTextsAreReadQuickly() {
        String digits = "9".repeat(1_000_000);
        List<String> texts = List.of(
                digits,
                "-" + digits,
                "0." + digits,
                "1e" + digits,
                "PT" + digits + "S",
                "P" + digits + "Y",
                "+" + digits + "-01-01");
        List<Class<?>> types = List.of(
                BigDecimal.class,
                BigInteger.class,
                Long.class,
                Double.class,
                Float.class,
                Duration.class,
                Period.class,
                Instant.class,
                LocalDate.class,
                LocalTime.class,
                Year.class,
                YearMonth.class,
                UUID.class,
                InetAddress.class,
                Date.class);
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            for (Class<?> type : types) {
                for (String text : texts) {
                    try {
                        codec(type).read(MAPPER.getNodeFactory().stringNode(text));
                    } catch (RuntimeException e) {
                        // The text is refused.
                    }
                }
            }
        });
        assertRefused(BigDecimal.class, "\"" + digits + "\"");
        String most = "-" + "9".repeat(1_000);
        assertThat(read(BigDecimal.class, "\"" + most + "\"")).isEqualTo(new BigDecimal(most));
    }

    @Test
    void addressesAreReadByTheirNumbersAlone() throws UnknownHostException {
        InetAddress named = InetAddress.getByAddress("ada.example.org", new byte[] {127, 0, 0, 1});
        assertThat(codec(InetAddress.class).write(named).stringValue()).isEqualTo("127.0.0.1");
        assertThat(read(InetAddress.class, "\"127.0.0.1\"")).isEqualTo(named);
        byte[] numbers = new byte[16];
        numbers[0] = (byte) 0xfe;
        numbers[1] = (byte) 0x80;
        InetAddress zoned = Inet6Address.getByAddress(null, numbers, 1);
        assertThat(codec(InetAddress.class).write(zoned).stringValue()).isEqualTo("fe80:0:0:0:0:0:0:0");
        assertThat(read(InetAddress.class, "\"fe80::\"")).isEqualTo(InetAddress.getByAddress(numbers));
        for (String text :
                new String[] {"localhost", "", "1", "1.2.3", "1.2.3.256", "cafe", "::1%lo", "1:2", "[::1]", "/127.0.0.1"
                }) {
            assertRefused(InetAddress.class, "\"" + text + "\"");
        }
    }

    @Test
    void floatsKeepTheirDigits() {
        assertJson(0.1f, "0.1");
        assertJson(0.1, "0.1");
        assertJson(Double.MIN_VALUE, "4.9E-324");
        assertJson(Float.MAX_VALUE, "3.4028235E+38");
        assertJson(Double.NaN, "\"NaN\"");
        assertJson(Float.NEGATIVE_INFINITY, "\"-Infinity\"");
    }

    @Test
    void timesHaveThreeDigitsOrAsManyAsItTakes() {
        assertJson(Instant.parse("2026-11-23T00:26:50.904Z"), "\"2026-11-23T00:26:50.904Z\"");
        assertJson(Instant.parse("2026-11-23T00:26:50Z"), "\"2026-11-23T00:26:50.000Z\"");
        assertJson(Instant.parse("2026-11-23T00:26:50.123456Z"), "\"2026-11-23T00:26:50.123456Z\"");
        assertJson(LocalDateTime.parse("2026-11-23T00:26:50.904"), "\"2026-11-23T00:26:50.904\"");
        assertJson(OffsetDateTime.parse("2026-11-23T00:26:50.904+02:00"), "\"2026-11-23T00:26:50.904+02:00\"");
        assertJson(OffsetDateTime.parse("2026-11-23T00:26:50.904Z"), "\"2026-11-23T00:26:50.904Z\"");
        assertJson(ZonedDateTime.parse("2026-11-23T00:26:50.904+02:00"), "\"2026-11-23T00:26:50.904+02:00\"");
        assertJson(Date.from(Instant.parse("2026-11-23T00:26:50.904Z")), "\"2026-11-23T00:26:50.904Z\"");
        assertJson(
                java.sql.Timestamp.from(Instant.parse("2026-11-23T00:26:50.123456Z")),
                "\"2026-11-23T00:26:50.123456Z\"");
    }

    @Test
    void otherFormsAreRead() {
        assertThat(read(Instant.class, "\"2026-11-23T02:26:50.904+02:00\""))
                .isEqualTo(Instant.parse("2026-11-23T00:26:50.904Z"));
        assertThat(read(Instant.class, "\"2026-11-23T00:26:50\"")).isEqualTo(Instant.parse("2026-11-23T00:26:50Z"));
        assertThat(read(BigDecimal.class, "1.50")).isEqualTo(new BigDecimal("1.50"));
        assertThat(read(Double.class, "1")).isEqualTo(1.0);
    }

    @Test
    void whatDoesNotFitIsRefused() {
        assertRefused(String.class, "1");
        assertRefused(Boolean.class, "0");
        assertRefused(Boolean.class, "\"true\"");
        assertRefused(Character.class, "\"\"");
        assertRefused(Byte.class, "128");
        assertRefused(Integer.class, "1.0");
        assertRefused(Integer.class, "2147483648");
        assertRefused(Double.class, "\"many\"");
        assertRefused(BigDecimal.class, "true");
        assertRefused(BigDecimal.class, "1e999999999");
        assertRefused(BigDecimal.class, "\"1e-999999999\"");
        assertRefused(Double.class, "1e999999999");
        assertRefused(UUID.class, "\"x\"");
        assertRefused(byte[].class, "\"%\"");
        assertRefused(Instant.class, "0");
        assertRefused(LocalDate.class, "\"2026-02-30\"");
        assertRefused(TimeUnit.class, "\"YEARS\"");
    }

    @Test
    void unknownTypesHaveNoCodec() {
        assertThat(ValueCodec.of(Thread.class)).isNull();
        assertThat(ValueCodec.of(Object.class)).isNull();
    }

    private static void assertJson(Object value, String json) {
        Class<?> type = value instanceof TimeUnit ? TimeUnit.class : value.getClass();
        JsonNode written = codec(type).write(value);
        assertThat(MAPPER.writeValueAsString(written)).isEqualTo(json);
        assertThat(read(type, json)).isEqualTo(value);
    }

    private static Object read(Class<?> type, String json) {
        return codec(type).read(MAPPER.readTree(json));
    }

    private static void assertRefused(Class<?> type, String json) {
        assertThatThrownBy(() -> read(type, json)).as("%s %s", type, json).isInstanceOf(RuntimeException.class);
    }

    private static ValueCodec<?> codec(Class<?> type) {
        ValueCodec<?> codec = ValueCodec.of(type);
        assertThat(codec).isNotNull();
        return codec;
    }
}
