package org.morango.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.morango.common.MorangoException;

/** No parameter value lets a certificate see more than the definition says. */
class ScopeParametersTest {
    private static final String SCHOOL = "5e0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f";
    private static final String USER = "9c1e0000000000000000000000000000";

    private static final ScopeDefinition OPEN = ScopeDefinition.named("pupil", "school")
            .primaryParam("school")
            .read("${school}:user-ro:$pupil")
            .readWrite("${school}:user-rw:${pupil}")
            .build();
    private static final ScopeDefinition CLOSED = ScopeDefinition.named("pupil", "school")
            .primaryParam("school")
            .readWrite("${school}:user-rw:${pupil}:")
            .build();

    private static Scope scope(ScopeDefinition definition, String pupil) {
        return definition.scope(Map.of("school", SCHOOL, "pupil", pupil));
    }

    private static void assertRefused(ScopeDefinition definition, String pupil, String reason) {
        assertThatThrownBy(() -> scope(definition, pupil))
                .isInstanceOfSatisfying(
                        MorangoException.class,
                        e -> assertThat(e.ids())
                                .containsEntry("parameter", "pupil")
                                .containsEntry("scope_definition", "pupil"))
                .hasMessageContaining("Parameter \"pupil\" of scope definition pupil")
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x " + SCHOOL,
                "x\n" + SCHOOL,
                "x\t",
                " ",
                "\u00a0",
                "\u2003x",
                "x\u0000",
                "x\u0085y",
                "\u200b",
                "x\u202e"
            })
    void whiteSpaceAndControlCharactersAreRefused(String value) {
        assertRefused(OPEN, value, "white space or a control character");
        assertRefused(CLOSED, value, "white space or a control character");
    }

    @Test
    void emptyValueIsRefused() {
        assertRefused(OPEN, "", "is empty");
        assertRefused(CLOSED, "", "is empty");
    }

    @Test
    void closedParameterEndsWhereItsValueEnds() {
        Scope eve = scope(CLOSED, "eve");
        assertThat(eve.read().contains(SCHOOL + ":user-rw:eve:")).isTrue();
        assertThat(eve.read().contains(SCHOOL + ":user-rw:evelyn:")).isFalse();
        assertThat(eve.read().contains(SCHOOL + ":user-rw:eve smith:")).isFalse();
        assertRefused(CLOSED, "eve:smith", "holds \":\"");
    }

    @Test
    void openParameterTakesOnlyValuesOfOneLength() {
        assertThat(scope(OPEN, USER).read().partitions())
                .containsExactly(SCHOOL + ":user-rw:" + USER, SCHOOL + ":user-ro:" + USER);
        scope(OPEN, "123e4567-e89b-12d3-a456-426614174000");
        assertRefused(OPEN, "eve", "is neither an id nor a UUID");
        assertRefused(OPEN, USER.substring(1), "is neither an id nor a UUID");
        assertRefused(OPEN, "1-1-1-1-1", "is neither an id nor a UUID");
    }

    @Test
    void parameterBeforeAnotherIsOpen() {
        ScopeDefinition adjoining = ScopeDefinition.named("pupil", "school")
                .readWrite("${pupil}${school}:")
                .build();
        assertRefused(adjoining, "eve", "is neither an id nor a UUID");
    }

    @Test
    void primaryParameterIsHeldToTheSame() {
        assertThatThrownBy(() -> OPEN.scope(Map.of("school", "", "pupil", USER)))
                .hasMessageContaining("Parameter \"school\" of scope definition pupil");
        assertThatThrownBy(() -> OPEN.scope(Map.of("school", "a:b", "pupil", USER)))
                .hasMessageContaining("Parameter \"school\" of scope definition pupil");
    }

    @Test
    void whatOnlyTheDescriptionRefersToMayBeAnything() {
        ScopeDefinition described = ScopeDefinition.named("s", "p")
                .description("Rows of ${name}")
                .readWrite("${school}")
                .build();
        assertThat(described
                        .scope(Map.of("school", SCHOOL, "name", "Eve Smith"))
                        .read()
                        .partitions())
                .containsExactly(SCHOOL);
    }

    @Test
    void openPrefixesAreNamed() {
        assertThat(OPEN.openPrefixes()).containsExactly("${school}:user-rw:${pupil}", "${school}:user-ro:$pupil");
        assertThat(CLOSED.openPrefixes()).isEmpty();
        assertThat(ScopeDefinition.named("all", "p")
                        .primaryParam("school")
                        .readWrite("${school}")
                        .build()
                        .openPrefixes())
                .isEmpty();
    }
}
