package org.morango.merge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ObjectNode;

class ConflictResolverTest {
    private static final long SEED = 4711;
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "false",
            "1",
            "1.0",
            "10",
            "9007199254740993",
            "\"\"",
            "\"10\"",
            "\"9\"",
            "\"2026-01-01T10:00:00Z\"",
            "\"2026-01-01T11:00:00.000+02:00\"",
            "\"2026-01-01T12:00:00.000+02:00\"",
            "\"2026-13-01T\"",
            "[1,2]",
            "{\"b\":1,\"a\":2}",
            "{\"a\":2,\"b\":1}");

    static List<ConflictResolver> deterministic() {
        return List.of(ConflictResolver.latestBy("a"), ConflictResolver.fieldByField());
    }

    @ParameterizedTest
    @MethodSource("deterministic")
    void neitherSidesNorOrderMatter(ConflictResolver resolver) {
        Random random = new Random(SEED);
        for (int run = 0; run < 5_000; run++) {
            String a = randomContent(random);
            String b = randomContent(random);
            String c = randomContent(random);
            String where = "seed " + SEED + ", run " + run + ": " + a + ", " + b + ", " + c;
            assertThat(resolve(resolver, a, a)).as(where).isEqualTo(canonical(a));
            assertThat(resolve(resolver, a, b)).as(where).isEqualTo(resolve(resolver, b, a));
            assertThat(resolve(resolver, resolve(resolver, a, b), c))
                    .as(where)
                    .isEqualTo(resolve(resolver, a, resolve(resolver, b, c)));
        }
    }

    private static String randomContent(Random random) {
        StringBuilder text = new StringBuilder("{");
        for (String name : new String[] {"a", "b", "c"}) {
            if (random.nextInt(5) > 0) {
                text.append(text.length() > 1 ? "," : "")
                        .append('"')
                        .append(name)
                        .append("\":")
                        .append(VALUES.get(random.nextInt(VALUES.size())));
            }
        }
        return text + "}";
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"t":1}                              | {"t":2}                                  | theirs
            {"t":10}                             | {"t":9}                                  | ours
            {"t":"10"}                           | {"t":"9"}                                | theirs
            {"t":null}                           | {"t":0}                                  | theirs
            {}                                   | {"t":null}                               | theirs
            {"t":"2026-01-01T10:00:00Z"}         | {"t":"2026-01-01T11:30:00.000+02:00"}    | ours
            {"t":"2026-01-01T10:00:00Z","x":"a"} | {"t":"2026-01-01T12:00:00+02:00","x":"b"}| theirs
            {"t":1,"x":"b"}                      | {"t":1,"x":"a"}                          | ours
            """)
    void latestHasTheGreaterValue(String ours, String theirs, String winner) {
        assertThat(resolve(ConflictResolver.latestBy("t"), ours, theirs))
                .isEqualTo(canonical(winner.equals("ours") ? ours : theirs));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"x":1,"y":1} | {"x":2,"y":1} | {"x":1,"y":3} | {"x":2,"y":3}
            {"x":5}       | {"x":5}       | {"x":1}       | {"x":1}
            {"x":5}       | {"x":2}       | {"x":1}       | {"x":2}
            {"x":5}       | {}            | {"x":5}       | {}
            {"x":5}       | {"x":5}       | {"x":null}    | {"x":null}
            {}            | {"x":1}       | {"y":1}       | {"x":1,"y":1}
            """)
    void membersChangedOnOneSideHaveItsValue(String ancestor, String ours, String theirs, String merged) {
        assertThat(resolve(ConflictResolver.fieldByField(), ancestor, ours, theirs))
                .isEqualTo(canonical(merged));
        assertThat(resolve(ConflictResolver.fieldByField(), ancestor, theirs, ours))
                .isEqualTo(canonical(merged));
    }

    @Test
    void withoutAncestorTheGreaterValueOfEachMemberStays() {
        assertThat(resolve(
                        ConflictResolver.fieldByField(),
                        "{\"x\":2,\"y\":1,\"z\":null}",
                        "{\"x\":1,\"y\":3,\"z\":\"\"}"))
                .isEqualTo("{\"x\":2,\"y\":3,\"z\":\"\"}");
    }

    private static String resolve(ConflictResolver resolver, String ours, String theirs) {
        return resolve(resolver, null, ours, theirs);
    }

    private static String resolve(ConflictResolver resolver, @Nullable String ancestor, String ours, String theirs) {
        return JsonOrder.canonical(resolver.resolve(new Conflict(
                "id", "p", "m", object(ours), object(theirs), ancestor == null ? null : object(ancestor))));
    }

    private static ObjectNode object(String json) {
        ObjectNode object = JsonOrder.parseObject(json);
        assertThat(object).as(json).isNotNull();
        return object;
    }

    private static String canonical(String json) {
        return JsonOrder.canonical(object(json));
    }
}
