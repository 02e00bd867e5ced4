package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.morango.hibernate.model.Everything;
import org.morango.hibernate.model.Person;
import org.morango.hibernate.report.RescanResult;
import org.morango.merge.ConflictResolver;
import org.morango.replica.DequeueResult;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A peer on this database beside one on H2. Even if one of them does not keep a value in full, or reads it back in
 * another form, an edit of another attribute leaves the value as it is at both.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ForeignDatabaseContract {
    private final TestPeer own;
    private TestPeer other;

    ForeignDatabaseContract(ReplicaContract.Peers peers) {
        own = peers.here();
    }

    /** Returns the URL of the other peer's database. */
    String otherUrl() {
        return "jdbc:h2:mem:foreign;DB_CLOSE_DELAY=-1";
    }

    @BeforeAll
    void open() {
        other = new TestPeer(otherUrl());
    }

    @AfterAll
    void close() {
        other.close();
    }

    @BeforeEach
    void clear() {
        for (TestPeer peer : List.of(own, other)) {
            peer.clear();
            peer.onConflict(Everything.class, model -> ConflictResolver.fieldByField());
        }
    }

    /** The parameter says which of the two makes the records. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void editsOfOtherValuesLeaveAllValuesAsTheyAre(boolean madeHere) {
        TestPeer maker = madeHere ? own : other;
        TestPeer reader = madeHere ? other : own;
        long seed = new SecureRandom().nextLong();
        RandomValues values = new RandomValues(seed);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            ids.add(maker.persist(values.fill(new Everything())));
        }
        maker.sync(reader);
        Map<String, ObjectNode> made = contents(maker, ids);
        reader.run(s -> s.createMutationQuery("update Everything set elsewhere = 'by the reader'")
                .executeUpdate());
        reader.sync(maker);
        made.values().forEach(content -> content.put("elsewhere", "by the reader"));
        assertContents(made, maker, reader, seed);
        maker.run(s -> s.createMutationQuery("update Everything set text = 'by the maker'")
                .executeUpdate());
        maker.sync(reader);
        made.values().forEach(content -> content.put("text", "by the maker"));
        assertContents(made, maker, reader, seed);

        maker.run(s ->
                s.createMutationQuery("update Everything set text = 'again'").executeUpdate());
        reader.run(s ->
                s.createMutationQuery("update Everything set anInteger = 77").executeUpdate());
        maker.sync(reader);
        reader.sync(maker);
        made.values().forEach(content -> content.put("text", "again").put("an_integer", 77));
        assertContents(made, maker, reader, seed);
    }

    private static Map<String, ObjectNode> contents(TestPeer peer, List<String> ids) {
        Map<String, ObjectNode> contents = new LinkedHashMap<>();
        ids.forEach(id -> contents.put(id, withoutTimes(peer.content(id))));
        return contents;
    }

    /** Returns the content without the times of changes. */
    private static ObjectNode withoutTimes(JsonNode content) {
        ObjectNode values = (ObjectNode) content;
        values.remove("_morango_changed");
        return values;
    }

    private static void assertContents(Map<String, ObjectNode> expected, TestPeer maker, TestPeer reader, long seed) {
        for (TestPeer peer : List.of(maker, reader)) {
            expected.forEach((id, content) -> assertThat(withoutTimes(peer.content(id)))
                    .as("seed %d, %s at the %s", seed, id, peer == maker ? "maker" : "reader")
                    .isEqualTo(content));
            assertThat(peer.pending()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void readingMakesNoVersion(boolean madeHere) {
        TestPeer maker = madeHere ? own : other;
        TestPeer reader = madeHere ? other : own;
        RandomValues values = new RandomValues(7);
        for (int i = 0; i < 10; i++) {
            maker.persist(values.fill(new Everything()));
        }
        maker.persist(person());
        maker.sync(reader);
        reader.serialize();
        long counter = reader.counter();
        reader.run(s -> {
            s.createMutationQuery("update Everything set text = text").executeUpdate();
            s.createMutationQuery("update Person set name = name").executeUpdate();
        });
        reader.serialize();
        assertThat(reader.counter()).isEqualTo(counter);
        assertThat(reader.changed(Everything.class)).isEmpty();
        RescanResult found = reader.replica().rescan(TestPeer.PROFILE);
        assertThat(found.changed()).isZero();
        assertThat(reader.send(maker)).isEqualTo(DequeueResult.NONE);
    }

    private static Person person() {
        Person person = new Person("Ada");
        person.home = new Person.Address("Elm", new Person.Point(1.5, new BigDecimal("2.50")), null);
        person.grades.put("art", new BigDecimal("1.00"));
        person.grades.put("math", new BigDecimal("2.50"));
        person.settings = Map.of("b", "1.50", "a", "x");
        return person;
    }

    @Test
    void collectionsAndPartsKeepTheirForm() {
        String id = other.persist(person());
        other.sync(own);
        own.change(Person.class, id, p -> p.name = "Ada Lovelace");
        own.sync(other);
        for (TestPeer peer : List.of(own, other)) {
            assertThat(peer.store(id).serialized())
                    .contains("\"Ada Lovelace\"")
                    .contains("\"home_at_longitude\":\"2.50\"")
                    .contains("{\"art\":\"1.00\",\"math\":\"2.50\"}");
        }
        own.change(Person.class, id, p -> p.grades.put("art", new BigDecimal("3.25")));
        own.sync(other);
        assertThat(other.<BigDecimal>get(s -> s.find(Person.class, id).grades.get("art")))
                .isEqualByComparingTo("3.25");
    }

    /** Values that a column cannot hold in full do not count as changed. */
    @Test
    void valuesBeyondWhatAColumnKeepsStayAsTheyCame() {
        String made = other.persist(new Everything());
        other.sync(own);
        String wanted = "\"big_decimal\":\"1.23456789012345678\",\"instant\":\"2026-11-23T00:26:50.123456789Z\","
                + "\"local_date_time\":\"2026-11-23T00:26:50.123456789\",\"time_of_day\":\"10:11:12.123456789\","
                + "\"offset_date_time\":\"2026-11-23T02:26:50.904+02:00\",\"a_double\":\"-0.0\"";
        own.receive(Records.record(
                made, "everything", own.store(made).sourceId, "everything", "{" + wanted + ",\"text\":\"x\"}"));
        assertThat(own.deserialize().failed()).isZero();
        own.change(Everything.class, made, e -> e.text = "edited");
        own.serialize();
        assertThat(own.store(made).serialized()).contains(wanted).contains("edited");
        own.change(Everything.class, made, e -> {
            e.instant = Instant.parse("2026-11-23T00:26:51Z");
            e.localDateTime = LocalDateTime.parse("2026-11-23T00:26:51");
            e.offsetDateTime = OffsetDateTime.parse("2026-11-23T02:26:51+02:00");
            e.bigDecimal = new BigDecimal("1.5");
            e.aDouble = 1.0;
        });
        own.serialize();
        JsonNode content = own.content(made);
        assertThat(content.get("instant").stringValue()).isEqualTo("2026-11-23T00:26:51.000Z");
        assertThat(OffsetDateTime.parse(content.get("offset_date_time").stringValue())
                        .toInstant())
                .isEqualTo("2026-11-23T00:26:51Z");
        assertThat(content.get("local_date_time").stringValue()).startsWith("2026-11-23T00:26:51");
        assertThat(content.get("big_decimal").stringValue()).startsWith("1.5");
        assertThat(content.get("a_double").doubleValue()).isEqualTo(1.0);
    }
}
