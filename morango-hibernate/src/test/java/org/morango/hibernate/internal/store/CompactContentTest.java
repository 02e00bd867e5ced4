package org.morango.hibernate.internal.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompactContentTest {
    private static final String ID = "0123456789abcdef0123456789abcdef";
    private static final String SOURCE = "[\"Café\"]";

    private static String shorten(String whole) {
        return CompactContent.shorten(whole, ID, "s1", "root:p");
    }

    private static String whole(String stored) {
        return CompactContent.whole(stored, ID, "s1", "root:p");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'id':'" + ID
                        + "','_morango_source_id':'s1','_morango_partition':'root:p','name':'Ann'}|,'name':'Ann'}",
                "{'id': '" + ID + "', '_morango_source_id': 's1', '_morango_partition': 'root:p', 'a': 1}|, 'a': 1}"
            })
    void beginningIsLeftOut(String content, String stored) {
        String whole = content.replace('\'', '"');
        assertThat(shorten(whole)).isEqualTo(stored.replace('\'', '"'));
        assertThat(whole(shorten(whole))).isEqualTo(whole);
        assertThat(CompactContent.members(shorten(whole)))
                .isEqualTo("{" + stored.replace('\'', '"').substring(1));
    }

    /** Peers send what they like. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                ",",
                ", ",
                ",\"name\":1}",
                "=",
                "=,\"name\":1}",
                "{\"id\":",
                "{\"id\": ",
                "{\"id\":\"" + ID + "\",\"_morango_source_id\":\"s1\",\"_morango_partition\":\"root:p\"}",
                "{\"id\":\"" + ID + "\",\"_morango_source_id\":\"s1\",\"_morango_partition\":\"root:p\", \"a\":1}",
                "{\"id\": \"" + ID + "\", \"_morango_source_id\": \"s1\", \"_morango_partition\": \"root:p\",\"a\":1}",
                "{\"id\":\"" + ID + "\",\"_morango_source_id\":\"s2\",\"_morango_partition\":\"root:p\",\"a\":1}",
                "{\"id\":\"" + ID + "\",\"_morango_source_id\":\"s1\",\"_morango_partition\":\"root:p\",",
                "{\"name\":\"Ann\",\"id\":\"" + ID + "\"}",
                "not JSON"
            })
    void everyTextComesBackAsItWas(String whole) {
        assertThat(whole(shorten(whole))).isEqualTo(whole);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\u00e9", "é"})
    void placesWithSpecialCharactersStay(String accent) {
        String whole = "{\"id\":\"" + ID + "\",\"_morango_source_id\":\"[\\\"Caf" + accent
                + "\\\"]\",\"_morango_partition\":\"root\",\"a\":1}";
        assertThat(CompactContent.shorten(whole, ID, SOURCE, "root")).isEqualTo(whole);
    }

    /** The store compares both, to find conflicting contents that differ from the current one. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"id\":\"" + ID + "\",\"_morango_source_id\":\"s1\",\"_morango_partition\":\"root:p\",\"a\":1}",
                "{}",
                "=",
                ",x"
            })
    void contentWithALineBreakIsShortenedAlike(String content) {
        assertThat(shorten(content + "\n")).isEqualTo(shorten(content) + "\n");
    }
}
