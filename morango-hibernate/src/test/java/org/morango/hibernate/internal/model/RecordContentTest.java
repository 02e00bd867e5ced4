package org.morango.hibernate.internal.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.morango.record.RecordIdRule;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class RecordContentTest {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final SyncableModel MODEL = new SyncableModel(
            "p",
            "m",
            RecordIdRule.HASH,
            Object.class,
            "Thing",
            null,
            List.of(member("name", String.class), member("price", BigDecimal.class)),
            List.of(),
            List.of(),
            List.of(),
            Optional.empty(),
            RowIdentity.RECORD,
            null,
            null,
            List.of());

    private static Member member(String name, Class<?> type) {
        return Member.of(List.of(name), name, List.of(), Selection.of(name), true, null, ValueCodec.of(type));
    }

    private static String saved(String members, String stored) {
        return new RecordContent(
                        "1",
                        "1",
                        "s",
                        "p",
                        "",
                        MAPPER.createObjectNode().setAll((ObjectNode) MAPPER.readTree(members)),
                        List.of())
                .mergedInto(stored, MODEL);
    }

    @Test
    void unknownMembersStayAsTheyAre() {
        String stored = "{\"name\":\"old\",\"score\":12.340,\"exact\":12345678901234567890.1234567890123456789,"
                + "\"huge\":1E+400,\"whole\":123456789012345678901234567890,\"text\":\"✓ 😀 \u2028\",\"deep\":{\"a\":[null,{}]}}";
        assertThat(saved("{\"name\":\"new\"}", stored)).isEqualTo(stored.replace("\"old\"", "\"new\""));
    }

    @Test
    void valuesThatAreTheSameKeepTheirForm() {
        String stored = "{\"name\":\"1.50\",\"price\":\"19.90\"}";
        assertThat(saved("{\"name\":\"1.50\",\"price\":\"19.9\"}", stored)).isSameAs(stored);
        assertThat(saved("{\"name\":\"1.5\",\"price\":\"19.9\"}", stored))
                .isEqualTo("{\"name\":\"1.5\",\"price\":\"19.90\"}");
        assertThat(saved("{\"price\":\"19.91\"}", stored)).isEqualTo("{\"name\":\"1.50\",\"price\":\"19.91\"}");
        assertThat(saved("{\"price\":null}", "{\"name\":\"x\"}")).isEqualTo("{\"name\":\"x\"}");
    }

    @Test
    void whatIsNoObjectHasNoMembersToKeep() {
        for (String stored : new String[] {"", "[]", "null", "not JSON", "{\"half\":"}) {
            assertThat(saved("{\"name\":\"new\"}", stored)).isEqualTo("{\"name\":\"new\"}");
        }
    }
}
