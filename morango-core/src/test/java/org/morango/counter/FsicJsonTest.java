package org.morango.counter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.StringJoiner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.morango.common.MorangoException;
import org.morango.record.Filter;

class FsicJsonTest {
    private static final String ID = "0123456789abcdef0123456789abcdef";

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "{}", "{\"sub\": {}, \"super\": {}}", "{\"sub\": {}}", "{\"super\": {\"p\": {}}}"})
    void nothingIsKnown(String text) {
        assertThat(FsicJson.parse(text).expand(Filter.of("p"))).isEqualTo(PartitionCounters.EMPTY);
    }

    @Test
    void bothVersionsAreReadAsWritten() {
        Fsic v1 = new FsicV1(Map.of(ID, Long.MAX_VALUE));
        Fsic v2 = new FsicV2(Map.of("", Map.of(ID, 0L)), Map.of("d:\"ü\"", Map.of(ID, 1L), "e", Map.of()));

        assertThat(FsicJson.parse(FsicJson.render(v1))).isEqualTo(v1);
        assertThat(FsicJson.parse(FsicJson.render(v2))).isEqualTo(v2);
        assertThat(FsicJson.render(new FsicV1(Map.of()))).isEqualTo("{}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "[]",
                "1",
                "\"\"",
                "{",
                "{} {}",
                "{'ID': 1}",
                "{\"ID\": -1}",
                "{\"ID\": 1.0}",
                "{\"ID\": 1e3}",
                "{\"ID\": \"1\"}",
                "{\"ID\": true}",
                "{\"ID\": null}",
                "{\"ID\": 9223372036854775808}",
                "{\"ID\": 1, \"ID\": 2}",
                "{\"ID\": {\"ID\": 1}}",
                "{\"x\": 1}",
                "{\"\": 1}",
                "{\"sub\": null}",
                "{\"sub\": []}",
                "{\"sub\": {\"p\": 1}}",
                "{\"sub\": {\"p\": null}}",
                "{\"sub\": {\"p\": {\"x\": 1}}}",
                "{\"super\": {\"p\": {\"ID\": \"1\"}}}",
                "{\"sub\": {}, \"sub\": {}}"
            })
    void hostileTextIsRefused(String text) {
        assertThatThrownBy(() -> FsicJson.parse(text.replace("ID", ID)))
                .isInstanceOf(MorangoException.class)
                .hasMessageContaining("cannot be read");
    }

    @Test
    void deepNestingIsRefused() {
        String text = "{\"sub\":".repeat(100_000);

        assertThatThrownBy(() -> FsicJson.parse(text)).isInstanceOf(MorangoException.class);
    }

    @Test
    void tooManyCountersAreRefused() {
        assertThat(FsicJson.parse(many(FsicJson.MAX_COUNTERS))).isInstanceOf(FsicV1.class);
        assertThatThrownBy(() -> FsicJson.parse(many(FsicJson.MAX_COUNTERS + 1)))
                .isInstanceOf(MorangoException.class)
                .hasMessageContaining("100000 counters");
        assertThatThrownBy(() -> FsicJson.parse(
                        "{\"sub\": {\"p\": " + many(FsicJson.MAX_COUNTERS) + ", \"q\": " + many(1) + "}}"))
                .isInstanceOf(MorangoException.class);
    }

    private static String many(int counters) {
        StringJoiner text = new StringJoiner(",", "{", "}");
        for (int i = 0; i < counters; i++) {
            text.add(String.format("\"%032x\":%d", i, i));
        }
        return text.toString();
    }
}
