package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.hibernate.stat.Statistics;
import org.junit.jupiter.api.Test;
import org.morango.hibernate.internal.store.Rows;
import org.morango.hibernate.internal.store.StoreRecords;
import org.morango.hibernate.model.Everything;
import org.morango.hibernate.model.Lesson;
import org.morango.hibernate.model.Sample;
import org.morango.record.Ids;
import org.morango.record.SyncRecord;
import org.morango.replica.DeserializeResult;
import tools.jackson.databind.JsonNode;

/** Values of every type arrive as they were. */
abstract class ValueContract extends PeerContract {
    ValueContract(ReplicaContract.Peers peers) {
        super(peers);
    }

    @Test
    void valuesOfEveryTypeArriveAsTheyWere() {
        Sample sample = full();
        if (here.isSqlite) {
            sample.huge = BigInteger.valueOf(Long.MIN_VALUE);
            sample.exact = new BigDecimal("-1234567890123.25");
        }
        String id = here.persist(sample);
        assertThat(here.sync(there)).isEqualTo(new DeserializeResult(1, 0, 0));
        assertThat(there.find(Sample.class, id))
                .usingRecursiveComparison()
                .withStrictTypeChecking()
                .ignoringFields("morangoReplicated", "morangoSourceId", "morangoPartition")
                .isEqualTo(here.find(Sample.class, id));
        assertThat(there.find(Sample.class, id).instant).isEqualTo(sample.instant);

        JsonNode content = here.content(id);
        assertThat(content.get("instant").stringValue()).isEqualTo("2026-11-23T00:26:50.904Z");
        assertThat(content.get("wall_clock").stringValue()).isEqualTo("2026-11-23T00:26:50." + fraction());
        assertThat(content.get("birthday").stringValue()).isEqualTo("2026-11-23");
        assertThat(content.get("exact").stringValue()).isEqualTo(sample.exact.toPlainString());
        assertThat(content.get("huge").bigIntegerValue()).isEqualTo(sample.huge);
        assertThat(content.get("uuid").stringValue()).isEqualTo("123e4567-e89b-12d3-a456-426614174000");
        assertThat(content.get("named").stringValue()).isEqualTo("GREEN");
        assertThat(content.get("numbered").stringValue()).isEqualTo("GREEN");
        assertThat(content.get("score").stringValue()).isEqualTo("7 points");
        assertThat(content.get("large").longValue()).isEqualTo(Long.MIN_VALUE);
        assertThat(content.get("bytes").stringValue()).isEqualTo("AP8B");
    }

    @Test
    void valuesThatEveryDatabaseKeepsAreNotReadBack() {
        String id = here.persist(new Lesson("p", "one"));
        here.serialize();
        there.receive(StoreRecords.read(here.store(id)));
        Statements.of(there.factory)
                .prepared(() -> assertThat(there.deserialize()).isEqualTo(new DeserializeResult(1, 0, 0)));
        Statistics statistics = there.factory.getStatistics();
        // Reading which rows are there is the only query.
        assertThat(Stream.of(statistics.getQueries())
                        .filter(query -> query.contains("Lesson"))
                        .mapToLong(query -> statistics.getQueryStatistics(query).getExecutionCount())
                        .sum())
                .isEqualTo(1);
    }

    @Test
    void randomValuesOfEveryTypeArriveAsTheyAreInTheDatabase() {
        long seed = new SecureRandom().nextLong();
        RandomValues values = new RandomValues(seed);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            ids.add(here.persist(values.fill(new Everything())));
        }
        assertThat(here.sync(there)).as("seed %d", seed).isEqualTo(new DeserializeResult(60, 0, 0));
        assertSame(ids, seed);
        here.run(s -> s.createSelectionQuery("from Everything", Everything.class)
                .getResultList()
                .forEach(values::fill));
        assertThat(here.sync(there)).as("seed %d", seed).isEqualTo(new DeserializeResult(60, 0, 0));
        assertSame(ids, seed);
    }

    private void assertSame(List<String> ids, long seed) {
        for (String id : ids) {
            assertThat(there.find(Everything.class, id))
                    .as("seed %d", seed)
                    .usingRecursiveComparison()
                    .withStrictTypeChecking()
                    .ignoringFields("morangoReplicated", "morangoSourceId", "morangoPartition")
                    .isEqualTo(here.find(Everything.class, id));
        }
    }

    /** Many rows of one table are inserted past Hibernate. */
    @Test
    void valuesInManyRowsArriveAsTheyWere() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < Rows.MANY + 5; i++) {
            Sample sample = i % 4 == 0 ? new Sample() : full();
            sample.text = i % 4 == 0 ? null : "\\N \\. \t\r\n" + i;
            if (here.isSqlite && i % 4 > 0) {
                sample.huge = BigInteger.valueOf(Long.MAX_VALUE);
                sample.exact = new BigDecimal("1.25");
            }
            ids.add(here.persist(sample));
        }
        assertThat(here.sync(there)).isEqualTo(new DeserializeResult(ids.size(), 0, 0));
        for (String id : ids) {
            assertThat(there.find(Sample.class, id))
                    .usingRecursiveComparison()
                    .withStrictTypeChecking()
                    .ignoringFields("morangoReplicated", "morangoSourceId", "morangoPartition")
                    .isEqualTo(here.find(Sample.class, id));
        }
    }

    @Test
    void absentValuesArriveAsAbsent() {
        String id = here.persist(new Sample());
        here.sync(there);
        assertThat(there.find(Sample.class, id))
                .usingRecursiveComparison()
                .ignoringFields("morangoReplicated", "morangoSourceId", "morangoPartition")
                .isEqualTo(here.find(Sample.class, id));
    }

    @Test
    void timesOfOtherPrecisionsAndOffsetsAreRead() {
        assertThat(received("\"instant\":\"2026-11-23T02:26:50.904+02:00\"").instant)
                .isEqualTo("2026-11-23T00:26:50.904Z");
        assertThat(received("\"instant\":\"2026-11-23T00:26:50Z\"").instant).isEqualTo("2026-11-23T00:26:50Z");
        assertThat(received("\"instant\":\"2026-11-23T00:26:50.123456\"").instant)
                .isEqualTo("2026-11-23T00:26:50." + fraction() + "Z");
        assertThat(received("\"exact\":1.5,\"approximate\":\"2.5\"").exact).isEqualByComparingTo("1.5");
    }

    @Test
    void valuesOutOfRangeStayInTheStore() {
        for (String member : new String[] {
            "\"tiny\":128", "\"whole\":1.5", "\"whole\":\"1\"", "\"large\":9223372036854775808", "\"letter\":\"ab\"",
            "\"named\":\"BLUE\"", "\"uuid\":\"x\"", "\"bytes\":\"%\"", "\"instant\":\"yesterday\"", "\"instant\":5",
            "\"score\":\"many\"", "\"birthday\":\"2026-02-30\"", "\"text\":[]", "\"maybe\":1"
        }) {
            here.clear();
            here.receive(sample(member));
            assertThat(here.deserialize().failed()).as(member).isEqualTo(1);
            assertThat(here.reason(here.store().get(0).id))
                    .contains(member.substring(1, member.indexOf('"', 1)))
                    .doesNotContain("\n");
        }
    }

    private String fraction() {
        return here.isSqlite ? "123" : "123456";
    }

    private Sample received(String members) {
        here.clear();
        SyncRecord rec = sample(members);
        here.receive(rec);
        assertThat(here.deserialize()).as(members).isEqualTo(new DeserializeResult(1, 0, 0));
        return here.find(Sample.class, rec.id());
    }

    private static SyncRecord sample(String members) {
        return Records.record(Ids.recordId("samples", "s", "sample"), "sample", "s", "samples", "{" + members + "}");
    }

    private static Sample full() {
        Sample sample = new Sample();
        sample.text = "ä\"\\\n\t☃𝄞";
        sample.sure = true;
        sample.maybe = false;
        sample.letter = 'ß';
        sample.tiny = -128;
        sample.small = Short.MAX_VALUE;
        sample.whole = Integer.MIN_VALUE;
        sample.large = Long.MIN_VALUE;
        sample.huge = new BigInteger("-98765432109876543210");
        sample.single = 0.1f;
        sample.approximate = -1.0e-300;
        sample.exact = new BigDecimal("-12345678901234567890.25");
        sample.uuid = UUID.fromString("123e4567-e89b-12d3-a456-426614174000");
        sample.bytes = new byte[] {0, -1, 1};
        sample.instant = Instant.parse("2026-11-23T00:26:50.904Z");
        sample.wallClock = LocalDateTime.parse("2026-11-23T00:26:50.123456");
        sample.birthday = LocalDate.parse("2026-11-23");
        sample.timeOfDay = LocalTime.parse("23:59:58");
        sample.duration = Duration.ofSeconds(-5, 250_000_000);
        sample.named = Sample.Color.GREEN;
        sample.numbered = Sample.Color.GREEN;
        sample.score = new Sample.Score(7);
        return sample;
    }
}
