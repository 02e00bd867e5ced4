package org.morango.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.morango.Vectors;
import org.morango.Vectors.Case;
import org.morango.common.MorangoException;

class IdsTest {
    @ParameterizedTest
    @MethodSource("recordIds")
    void recordIdsAndPartitionsAreThoseOfTheOriginal(Case vector) {
        String template = vector.data().get("partition_template").stringValue();
        String id = Ids.recordId(
                template,
                vector.data().get("source_id").stringValue(),
                vector.data().get("model_name").stringValue());

        assertThat(id).isEqualTo(vector.data().get("id").stringValue());
        assertThat(Ids.partition(template, id))
                .isEqualTo(vector.data().get("partition").stringValue());
    }

    static List<Case> recordIds() {
        return Vectors.cases("ids", "record_ids");
    }

    @ParameterizedTest
    @MethodSource("instanceHashes")
    void instanceHashesAreThoseOfTheOriginal(Case vector) {
        assertThat(Ids.instanceHash(vector.data().get("instance_id").stringValue()))
                .isEqualTo(vector.data().get("instance_hash").stringValue());
    }

    static List<Case> instanceHashes() {
        return Vectors.cases("ids", "instance_hashes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0123456789abcdef0123456789abcde",
                "0123456789abcdef0123456789abcdef0",
                "0123456789ABCDEF0123456789abcdef",
                "0123456789abcdef0123456789abcdeg",
                "0123456789abcdef0123456789abcde٣"
            })
    void otherTextsAreNoIds(String text) {
        assertThat(Ids.isId(text)).isFalse();
        assertThatThrownBy(() -> Ids.instanceHash(text)).isInstanceOf(MorangoException.class);
    }

    @Test
    void emptySourceIdIsAnError() {
        assertThatThrownBy(() -> Ids.recordId("p", "", "note"))
                .isInstanceOf(MorangoException.class)
                .hasMessageContaining("note");
    }

    @Test
    void randomIdsAreIdsAndFollowTheirSource() {
        String id = Ids.random(new Random(1));

        assertThat(Ids.isId(id)).isTrue();
        assertThat(Ids.random(new Random(1))).isEqualTo(id);
        assertThat(Ids.random(new Random(2))).isNotEqualTo(id);
    }
}
