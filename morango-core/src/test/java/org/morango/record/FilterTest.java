package org.morango.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.morango.Vectors;
import org.morango.Vectors.Case;
import org.morango.common.MorangoException;
import tools.jackson.databind.JsonNode;

class FilterTest {
    private static final long SEED = 20_261_123;

    @ParameterizedTest
    @MethodSource("templates")
    void templatesAreFilledInAsByTheOriginal(Case vector) {
        Filter filter = Filter.fromTemplate(
                vector.data().get("template").stringValue(),
                Vectors.stringMap(vector.data().get("params")));

        assertThat(filter.partitions()).isEqualTo(Vectors.strings(vector.data().get("partitions")));
        assertThat(filter).hasToString(vector.data().get("text").stringValue());
        assertThat(Filter.parse(filter.toString())).isEqualTo(filter);
    }

    static List<Case> templates() {
        return Vectors.cases("filters", "filters");
    }

    @Test
    void subsetsAndEqualityAreThoseOfTheOriginal() {
        for (Case vector : Vectors.cases("filters", "subsets")) {
            Filter a = filter(vector.data().get("a"));
            Filter b = filter(vector.data().get("b"));

            assertThat(a.isSubsetOf(b))
                    .as("%s: %s", vector, vector.data())
                    .isEqualTo(vector.data().get("a_subset_of_b").booleanValue());
            assertThat(a.equals(b))
                    .as("%s: %s", vector, vector.data())
                    .isEqualTo(vector.data().get("equal").booleanValue());
        }
    }

    @Test
    void containmentIsThatOfTheOriginal() {
        for (Case vector : Vectors.cases("filters", "contains")) {
            assertThat(filter(vector.data().get("filter"))
                            .contains(vector.data().get("partition").stringValue()))
                    .as("%s: %s", vector, vector.data())
                    .isEqualTo(vector.data().get("contained").booleanValue());
        }
    }

    @Test
    void subsetIsAPartialOrderThatAgreesWithContainment() {
        Random random = new Random(SEED);
        for (int run = 0; run < 2_000; run++) {
            Filter a = randomFilter(random);
            Filter b = randomFilter(random);
            String partition = randomPartition(random);
            String where = "seed " + SEED + ", run " + run + ": " + a.partitions() + ", " + b.partitions();

            assertThat(a.isSubsetOf(a)).as(where).isTrue();
            assertThat(a.isSubsetOf(Filter.EVERYTHING)).as(where).isTrue();
            assertThat(a.isSubsetOf(a.union(b)) && b.isSubsetOf(a.union(b)))
                    .as(where)
                    .isTrue();
            assertThat(a.union(b).contains(partition))
                    .as(where)
                    .isEqualTo(a.contains(partition) || b.contains(partition));
            assertThat(a.union(b)).as(where).isEqualTo(b.union(a)).hasSameHashCodeAs(b.union(a));
            if (a.isSubsetOf(b) && a.contains(partition)) {
                assertThat(b.contains(partition)).as(where).isTrue();
            }
        }
    }

    @Test
    void whitespaceIsThatOfPython() {
        assertThat(Filter.parse("a\u00a0b\u0085c\u2003d\u001ce\u3000f").partitions())
                .containsExactly("a", "b", "c", "d", "e", "f");
        assertThat(Filter.parse("a\u200bb").partitions()).containsExactly("a\u200bb");
    }

    @Test
    void emptyTextsAddNothingToOthers() {
        assertThat(Filter.parse("\na\n \n").partitions()).containsExactly("a");
        assertThat(Filter.parse(" \n")).isEqualTo(Filter.EVERYTHING);
        assertThat(Filter.parse("")).isEqualTo(Filter.EVERYTHING);
        assertThat(Filter.EVERYTHING.union(Filter.of("a"))).isEqualTo(Filter.EVERYTHING);
    }

    @Test
    void orderAndRepeatsDoNotMatter() {
        assertThat(Filter.parse("a b a")).isEqualTo(Filter.of("b", "a")).hasSameHashCodeAs(Filter.of("b", "a"));
        assertThat(Filter.of("a")).isNotEqualTo(Filter.parse("a a:b"));
    }

    @Test
    void parametersAreNotTemplatesThemselves() {
        assertThat(Filter.fromTemplate("${a}:$b", Map.of("a", "${b}", "b", "\\1$0")))
                .isEqualTo(Filter.of("${b}:\\1$0"));
    }

    @Test
    void emptyTemplateOfAScopeAddsNothingToTheOther() {
        ScopeDefinition definition = ScopeDefinition.named("s", "p")
                .readWrite("${d}:")
                .write("${d}:w\nother")
                .build();

        Scope scope = definition.scope(Map.of("d", "x"));

        assertThat(scope.read()).isEqualTo(Filter.of("x:"));
        assertThat(scope.write()).isEqualTo(Filter.of("x:", "x:w", "other"));
        assertThat(definition.version()).isEqualTo(1);
        assertThat(scope.isSubsetOf(new Scope(scope.write(), scope.write()))).isTrue();
        assertThat(scope.isSubsetOf(new Scope(scope.read(), scope.read()))).isFalse();
    }

    /** Text from a user cannot make a filter of several prefixes, or of everything. */
    @ParameterizedTest
    @ValueSource(strings = {"", " ", "x ", "x y", "x\ty", "x\ny", "x\u00a0y", "x\u0000", "x\u202e", "x\u0085y"})
    void prefixesMadeOfValuesAreNotWidened(String value) {
        assertThatThrownBy(() -> Filter.of(value)).isInstanceOf(MorangoException.class);
        assertThatThrownBy(() -> Filter.of("p", value)).isInstanceOf(MorangoException.class);
        assertThatThrownBy(Filter::of).isInstanceOf(MorangoException.class);
    }

    private static Filter filter(JsonNode partitions) {
        return Filter.parse(String.join("\n", Vectors.strings(partitions)));
    }

    private static Filter randomFilter(Random random) {
        List<String> partitions = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            partitions.add(randomPartition(random));
        }
        return Filter.parse(String.join("\n", partitions));
    }

    private static String randomPartition(Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(5); i > 0; i--) {
            text.append("ab:".charAt(random.nextInt(3)));
        }
        return text.toString();
    }
}
