package org.morango.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.morango.common.MorangoException;

class RecordHistoryTest {
    private static final long SEED = 4_711;

    @Test
    void behavesAsAMapOfMaxima() {
        Random random = new Random(SEED);
        for (int run = 0; run < 2_000; run++) {
            Map<String, Long> a = randomCounters(random);
            Map<String, Long> b = randomCounters(random);
            String where = "seed " + SEED + ", run " + run + ": " + a + ", " + b;
            Map<String, Long> both = new TreeMap<>(a);
            b.forEach((instance, counter) -> both.merge(instance, counter, Math::max));
            RecordVersion version = new RecordVersion(randomInstance(random), random.nextInt(4));
            RecordHistory history = RecordHistory.of(a);

            assertThat(history.counters()).as(where).isEqualTo(a);
            assertThat(history.size()).as(where).isEqualTo(a.size());
            assertThat(history.max(RecordHistory.of(b)))
                    .as(where)
                    .isEqualTo(RecordHistory.of(both))
                    .hasSameHashCodeAs(RecordHistory.of(both));
            assertThat(history.knows(version))
                    .as("%s knows %s", where, version)
                    .isEqualTo(a.getOrDefault(version.instance(), -1L) >= version.counter());
            assertThat(history.with(version).knows(version)).as(where).isTrue();
            assertThat(history.with(version).max(history)).as(where).isEqualTo(history.with(version));
            assertThat(RecordHistory.decode(history.encode())).as(where).isEqualTo(history);
        }
    }

    @Test
    void encodesSortedWithSingleSpaces() {
        RecordHistory history = RecordHistory.of(
                new RecordVersion("b", Long.MAX_VALUE), new RecordVersion("a", 0), new RecordVersion("b", 1));

        assertThat(history.encode()).isEqualTo("a:0 b:9223372036854775807");
        assertThat(RecordHistory.decode(history.encode())).isEqualTo(history);
        assertThat(RecordHistory.decode("")).isEqualTo(RecordHistory.EMPTY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " ",
                "a",
                "a:",
                ":1",
                "a:1 ",
                " a:1",
                "a:1  b:2",
                "a:-1",
                "a:+1",
                "a:01",
                "a:1.0",
                "a:1:2",
                "a:x",
                "a:1,b:2",
                "b:1 a:1",
                "a:1 a:2",
                "a:9223372036854775808",
                "a:9999999999999999999",
                "a:18446744073709551616",
                "a:٣"
            })
    void malformedTextIsRefused(String text) {
        assertThatThrownBy(() -> RecordHistory.decode(text)).isInstanceOf(MorangoException.class);
    }

    @Test
    void whatCouldNotBeReadAgainIsNotTakenIn() {
        assertThatThrownBy(() -> RecordHistory.of(new RecordVersion("", 1))).isInstanceOf(MorangoException.class);
        assertThatThrownBy(() -> RecordHistory.of(new RecordVersion("a:b", 1))).isInstanceOf(MorangoException.class);
        assertThatThrownBy(() -> RecordHistory.of(Map.of("a b", 1L))).isInstanceOf(MorangoException.class);
        assertThatThrownBy(() -> RecordHistory.of(Map.of("a", -1L))).isInstanceOf(MorangoException.class);
    }

    private static Map<String, Long> randomCounters(Random random) {
        Map<String, Long> counters = new TreeMap<>();
        for (int i = random.nextInt(random.nextInt(10) == 0 ? 30 : 4); i > 0; i--) {
            counters.put(randomInstance(random), (long) random.nextInt(4));
        }
        return counters;
    }

    private static String randomInstance(Random random) {
        return Ids.hash(Integer.toString(random.nextInt(20)));
    }
}
