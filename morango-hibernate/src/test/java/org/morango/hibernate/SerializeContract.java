package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.hibernate.Session;
import org.junit.jupiter.api.Test;
import org.morango.counter.FsicV1;
import org.morango.counter.FsicV2;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.hibernate.model.Facility;
import org.morango.hibernate.model.Learner;
import org.morango.hibernate.model.Lesson;
import org.morango.hibernate.model.SummaryLog;
import org.morango.record.Filter;
import org.morango.record.ModelSet;
import org.morango.replica.ContentDigest;
import org.morango.replica.FsicFormat;
import org.morango.replica.FsicRole;

/** Changes get into the store, complete and under the right counters. */
abstract class SerializeContract extends PeerContract {
    SerializeContract(ReplicaContract.Peers peers) {
        super(peers);
    }

    @Test
    void contentHasTheMembersOfTheOriginal() {
        Learner ada = new Learner(ADA, "ada");
        SummaryLog log = new SummaryLog(ada, "c1");
        Facility parent = new Facility("parent", null);
        Facility child = new Facility("child", parent);
        child.nowDate = Instant.parse("2026-11-23T00:26:50.123456Z");
        here.run(session -> {
            session.persist(ada);
            session.persist(log);
            session.persist(parent);
            session.persist(child);
        });
        here.serialize();

        StoreRow row = here.store(log.getId());
        assertThat(members(log.getId()))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "id", "\"" + log.getId() + "\"",
                        "_morango_source_id", "\"" + ADA + ":c1\"",
                        "_morango_partition", "\"" + ADA + ":user:summary\"",
                        "user_id", "\"" + ADA + "\"",
                        "content_id", "\"c1\""));
        assertThat(row.profile).isEqualTo("facilitydata");
        assertThat(row.modelName).isEqualTo("contentsummarylog");
        assertThat(row.sourceId).isEqualTo(ADA + ":c1");
        assertThat(row.partition).isEqualTo(ADA + ":user:summary");
        assertThat(row.selfReference()).isEmpty();
        assertThat(here.isPending(row.id) || row.deleted || row.hardDeleted).isFalse();
        assertThat(row.conflictingData()).isEmpty();

        assertThat(members(ADA))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "id",
                        "\"" + ADA + "\"",
                        "_morango_source_id",
                        "\"" + ADA + "\"",
                        "_morango_partition",
                        "\"" + ADA + ":user\"",
                        "username",
                        "\"ada\"",
                        "is_staff",
                        "false",
                        "credit",
                        "null"));
        assertThat(members(parent.getId()))
                .containsEntry("now_date", "\"2026-11-23T00:26:50.904Z\"")
                .containsEntry("parent_id", "null")
                .containsEntry("_morango_partition", "\"\"");
        assertThat(members(child.getId()))
                .containsEntry("now_date", "\"2026-11-23T00:26:50." + (here.isSqlite ? "123" : "123456") + "Z\"")
                .containsEntry("parent_id", "\"" + parent.getId() + "\"");
        assertThat(here.store(child.getId()).selfReference()).isEqualTo(parent.getId());
    }

    @Test
    void passWithNothingToDoUsesNoCounterOnceEverythingIsAnnounced() {
        here.serialize();
        long counter = here.counter();
        here.serialize();
        assertThat(here.counter()).isEqualTo(counter);

        here.persist(new Learner(ADA, "ada"));
        here.serialize();
        here.serialize();
        assertThat(here.counter()).isEqualTo(counter + 1);
    }

    @Test
    void everyPassStampsItsCounterAndRaisesThatOfTheFilter() {
        here.persist(new Learner(ADA, "ada"));
        here.replica().serialize(TestPeer.PROFILE, Filter.of(ADA, BEA));
        here.change(Learner.class, ADA, l -> l.isStaff = true);
        here.replica().serialize(TestPeer.PROFILE, Filter.of(ADA));

        assertThat(here.store(ADA).lastSavedCounter).isEqualTo(2);
        FsicV2 held = (FsicV2) here.replica().fsic(Filter.EVERYTHING, FsicRole.SENDER, FsicFormat.V2);
        assertThat(held.superPartitions()).isEmpty();
        assertThat(held.subPartitions())
                .isEqualTo(Map.of(ADA, Map.of(here.instance(), 2L), BEA, Map.of(here.instance(), 1L)));
    }

    @Test
    void countersOfAFilterAreThoseAboveAtAndBelowIt() {
        here.replica().serialize(TestPeer.PROFILE, Filter.of(ADA + ":user"));
        here.persist(new Learner(ADA, "ada"));
        here.replica().serialize(TestPeer.PROFILE, Filter.of(ADA));
        String me = here.instance();

        FsicV2 v2 = (FsicV2) here.replica().fsic(Filter.of(ADA + ":user"), FsicRole.RECEIVER, FsicFormat.V2);
        assertThat(v2.superPartitions()).isEqualTo(Map.of(ADA, Map.of(me, 2L)));
        assertThat(v2.subPartitions()).isEqualTo(Map.of(ADA + ":user", Map.of()));
        assertThat(here.replica().fsic(Filter.of(BEA), FsicRole.SENDER, FsicFormat.V2))
                .isEqualTo(new FsicV2(Map.of(), Map.of()));

        assertThat(v1(FsicRole.SENDER, ADA + ":user:summary")).isEqualTo(Map.of(me, 2L));
        assertThat(v1(FsicRole.SENDER, ADA, BEA)).isEqualTo(Map.of(me, 2L));
        assertThat(v1(FsicRole.RECEIVER, ADA, BEA)).isEmpty();
        assertThat(v1(FsicRole.RECEIVER, ADA, ADA + ":user")).isEqualTo(Map.of(me, 2L));
        assertThat(v1(FsicRole.RECEIVER, ADA.substring(0, 31))).isEmpty();
    }

    private Map<String, Long> v1(FsicRole role, String... partitions) {
        return ((FsicV1) here.replica().fsic(Filter.of(partitions), role, FsicFormat.V1)).counters();
    }

    @Test
    void rowsOfAllPartitionsAreSerialized() {
        String inside = here.persist(new Lesson("a:b:c", "inside"));
        String outside = here.persist(new Lesson("a:c", "outside"));
        String removed = here.persist(new Lesson("a:c", "removed"));
        here.replica().serialize(TestPeer.PROFILE, Filter.of("a:b"));
        assertThat(here.store(inside)).isNotNull();
        assertThat(here.store(outside)).isNotNull();

        here.remove(Lesson.class, removed);
        here.replica().serialize(TestPeer.PROFILE, Filter.of("a:b"));
        assertThat(here.store(removed).deleted).isTrue();
        assertThat(here.deletions()).isEmpty();
    }

    @Test
    void wildcardsInPartitionsAreLiteral() {
        for (String special : new String[] {"%", "_", "!", "\\", "!%", "\\_"}) {
            String inside = here.persist(new Lesson("a" + special + "b", special));
            String outside = here.persist(new Lesson("axb", special));
            here.serialize();
            assertThat(inside("a" + special)).as(special).contains(inside).doesNotContain(outside);
        }
    }

    @Test
    void prefixesAreComparedByCase() {
        String upper = here.persist(new Lesson("A:b", "upper"));
        here.serialize();
        assertThat(inside("A:")).containsExactly(upper);
        assertThat(inside("a:")).isEmpty();
    }

    private List<String> inside(String prefix) {
        return here.replica().contents(TestPeer.PROFILE, Filter.of(prefix), ModelSet.ALL, "", "", 1_000).stream()
                .map(ContentDigest::id)
                .toList();
    }

    @Test
    void changeMadeWhileAPassRanGoesWithTheNext() {
        assumeFalse(here.isSqlite, "SQLite turns such a transaction away");
        String plain = here.persist(new Facility("f", null));
        here.persist(new Learner(ADA, "ada"));
        try (Session session = here.factory.openSession()) {
            session.beginTransaction();
            Facility facility = session.find(Facility.class, plain);
            Learner learner = session.find(Learner.class, ADA);
            here.serialize();
            facility.nowDate = null;
            learner.credit = BigDecimal.ONE;
            session.getTransaction().commit();
        }
        here.serialize();
        assertThat(here.content(plain).get("now_date").isNull()).isTrue();
        assertThat(here.content(ADA).get("credit").isNull()).isFalse();
        assertThat(here.store(ADA).lastSavedCounter).isEqualTo(2);
    }

    @Test
    void changeOfAnAlreadyChangedRowMadeWhileAPassRanGoesWithTheNext() {
        assumeFalse(here.isSqlite, "SQLite turns such a transaction away");
        String plain = here.persist(new Facility("f", null));
        here.persist(new Learner(ADA, "ada"));
        here.serialize();
        for (int i = 0; i < 2; i++) {
            here.change(Facility.class, plain, f -> f.nowDate = f.nowDate.plusSeconds(1));
            here.change(Learner.class, ADA, l -> l.isStaff = !l.isStaff);
            BigDecimal credit = BigDecimal.valueOf(i);
            try (Session session = here.factory.openSession()) {
                session.beginTransaction();
                Facility facility = session.find(Facility.class, plain);
                Learner learner = session.find(Learner.class, ADA);
                here.serialize();
                facility.nowDate = facility.nowDate.plusSeconds(1);
                learner.credit = credit;
                session.getTransaction().commit();
            }
            assertThat(here.changed(Facility.class)).containsExactly(plain);
            assertThat(here.changed(Learner.class)).containsExactly(ADA);
        }
    }

    @Test
    void moreRowsThanAPageAreSerializedInOnePass() {
        here.run(session -> {
            session.setJdbcBatchSize(500);
            for (int i = 0; i < 2_100; i++) {
                session.persist(new Lesson("p", "t" + i));
            }
        });
        here.serialize();
        assertThat(here.store()).hasSize(2_100).allMatch(row -> row.lastSavedCounter == 1);
        assertThat(here.changed(Lesson.class)).isEmpty();

        here.runStateless(session -> {
            session.setJdbcBatchSize(500);
            session.createSelectionQuery("from Lesson", Lesson.class)
                    .getResultList()
                    .forEach(session::delete);
        });
        here.serialize();
        assertThat(here.store()).hasSize(2_100).allMatch(row -> row.deleted && row.lastSavedCounter == 2);
    }

    @Test
    void hardDeletionEmptiesTheContent() {
        here.persist(new Learner(ADA, "ada"));
        here.serialize();
        here.run(session -> {
            StoreRow row = session.find(StoreRow.class, ADA);
            row.conflictingData("{\"secret\":1}\n");
            Morango.hardDelete(session, session.find(Learner.class, ADA));
        });
        here.serialize();
        StoreRow row = here.store(ADA);
        assertThat(row.deleted && row.hardDeleted).isTrue();
        assertThat(row.serialized()).isEqualTo("{}");
        assertThat(row.conflictingData()).isEmpty();
        assertThat(row.lastSavedCounter).isEqualTo(2);
    }

    @Test
    void localChangeWinsAgainstWhatWasReceivedAndNotWritten() {
        here.receive(Records.user(ADA, "{\"username\":\"received\",\"extra\":[1,2]}"));
        here.persist(new Learner(ADA, "local"));
        here.serialize();
        StoreRow row = here.store(ADA);
        assertThat(here.isPending(ADA)).isFalse();
        assertThat(row.conflictingData()).startsWith("{\"username\":\"received\",\"extra\":[1,2],\"_morango_lost\":{");
        assertThat(here.content(ADA).get("username").stringValue()).isEqualTo("local");
        assertThat(here.content(ADA).get("extra").toString()).isEqualTo("[1,2]");
        assertThat(row.history().encode()).contains(Records.PEER + ":1").contains(here.instance() + ":1");
    }

    private Map<String, String> members(String id) {
        Map<String, String> members = new java.util.TreeMap<>();
        here.content(id)
                .properties()
                .forEach(m -> members.put(m.getKey(), m.getValue().toString()));
        return members;
    }
}
