package org.morango.hibernate.internal.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class RecordContentTest {
    private static final JsonMapper MAPPER = new JsonMapper();

    private static String saved(String members, String stored) {
        return new RecordContent(
                        "1", "s", "p", "", MAPPER.createObjectNode().setAll((ObjectNode) MAPPER.readTree(members)))
                .mergedInto(stored);
    }

    @Test
    void unknownMembersStayAsTheyAre() {
        String stored = "{\"name\":\"old\",\"score\":12.340,\"exact\":12345678901234567890.1234567890123456789,"
                + "\"huge\":1E+400,\"whole\":123456789012345678901234567890,\"text\":\"✓ 😀 \u2028\",\"deep\":{\"a\":[null,{}]}}";
        assertThat(saved("{\"name\":\"new\"}", stored)).isEqualTo(stored.replace("\"old\"", "\"new\""));
    }

    @Test
    void whatIsNoObjectHasNoMembersToKeep() {
        for (String stored : new String[] {"", "[]", "null", "not JSON", "{\"half\":"}) {
            assertThat(saved("{\"name\":\"new\"}", stored)).isEqualTo("{\"name\":\"new\"}");
        }
    }
}
