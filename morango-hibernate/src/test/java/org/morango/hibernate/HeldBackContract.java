package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.hibernate.model.Learner;
import org.morango.hibernate.model.Lesson;
import org.morango.hibernate.model.Pupil;
import org.morango.hibernate.model.Sample;
import org.morango.hibernate.report.HeldBackRecord;
import org.morango.record.Filter;
import org.morango.record.Ids;
import org.morango.record.SyncRecord;
import org.morango.replica.FsicFormat;
import org.morango.replica.FsicRole;
import org.morango.replica.HeldBack;
import org.morango.replica.HeldBackKind;

/** A row that cannot become a record, and a record that cannot be sent, do not block others, and are reported. */
abstract class HeldBackContract extends PeerContract {
    private static final String HALF = "party \uD83C";

    HeldBackContract(ReplicaContract.Peers peers) {
        super(peers);
    }

    private List<HeldBackRecord> held() {
        return here.replica().heldBack().first(100);
    }

    private HeldBackRecord onlyHeld() {
        assertThat(held()).hasSize(1);
        return held().get(0);
    }

    /** Inserts a sample whose score cannot be read. */
    private String unreadable() {
        String id = here.persist(new Sample());
        here.elsewhereNoted(Sample.class, "update Sample set score = 'lots' where id = '" + id + "'");
        return id;
    }

    @Test
    void rowThatCannotBeReadIsHeldBackAloneAndNamed() {
        String bad = unreadable();
        List<String> good = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            good.add(here.persist(new Sample()));
        }
        here.sync(there);

        assertThat(there.count(Sample.class)).isEqualTo(20);
        assertThat(onlyHeld().id()).isEqualTo(bad);
        assertThat(onlyHeld().entity()).isEqualTo(Sample.class);
        assertThat(onlyHeld().attribute()).isEqualTo("score");
        assertThat(onlyHeld().kind()).isEqualTo(HeldBackKind.UNREADABLE);
        assertThat(onlyHeld().reason()).contains("score", "lots");
        assertThat(onlyHeld().isStored()).isFalse();
        assertThat(here.store(bad)).isNull();
        assertThat(here.replica().figures().heldBack()).isEqualTo(1);
        assertThat(here.store()).extracting(row -> row.id).containsExactlyInAnyOrderElementsOf(good);
    }

    @Test
    void heldBackRowTakesNoCounterAndIsNotLookedAtAgain() {
        unreadable();
        here.serialize();
        long counter = here.counter();
        HeldBackRecord first = onlyHeld();
        here.serialize();
        here.serialize();
        assertThat(here.counter()).isEqualTo(counter);
        assertThat(here.changed(Sample.class)).isEmpty();
        assertThat(onlyHeld()).isEqualTo(first);
    }

    @Test
    void heldBackRowIsSentOnceItIsMended() {
        String id = unreadable();
        here.serialize();
        here.elsewhere("update Sample set score = '3 points' where id = '" + id + "'");
        here.serialize();
        assertThat(held()).as("nothing tells of it").hasSize(1);

        here.change(Sample.class, id, sample -> sample.text = "changed");
        here.sync(there);
        assertThat(held()).isEmpty();
        assertThat(there.find(Sample.class, id).score.points()).isEqualTo(3);
    }

    @Test
    void heldBackRowsAreTriedAgainByBulkUpdatesSqlRescansRestartsAndOnDemand() {
        String id = unreadable();
        here.serialize();
        List<Runnable> ways = List.of(
                () -> here.run(session -> session.createMutationQuery("update Sample set text = 'x'")
                        .executeUpdate()),
                () -> here.run(session -> session.createNativeMutationQuery("update Sample set text = 'y'")
                        .executeUpdate()),
                () -> here.replica().rescan(Sample.class),
                here::restart,
                () -> here.replica().heldBack().retry());
        for (Runnable way : ways) {
            here.elsewhere("update Sample set score = '3 points' where id = '" + id + "'");
            way.run();
            here.serialize();
            assertThat(held()).isEmpty();
            here.elsewhereNoted(Sample.class, "update Sample set score = 'lots' where id = '" + id + "'");
            here.serialize();
            assertThat(onlyHeld().id()).isEqualTo(id);
        }
    }

    @Test
    void heldBackRowThatIsDeletedIsForgotten() {
        String loaded = here.persist(new Sample());
        String gone = here.persist(new Sample());
        here.serialize();
        here.elsewhereNoted(Sample.class, "update Sample set score = 'lots'");
        here.serialize();
        assertThat(held()).hasSize(2);
        here.run(session -> session.createMutationQuery("delete from Sample where id = :id")
                .setParameter("id", loaded)
                .executeUpdate());
        here.serialize();
        assertThat(onlyHeld().id()).isEqualTo(gone);
        assertThat(here.store(loaded).deleted).isTrue();

        here.elsewhere("delete from Sample");
        here.replica().heldBack().retry();
        assertThat(held()).isEmpty();
    }

    @Test
    void valuesThatCannotBeCarriedAreHeldBackByTheirAttribute() {
        Sample half = new Sample();
        half.text = HALF;
        here.run(session -> {
            session.persist(half);
            session.persist(new Sample());
        });
        here.sync(there);
        // PostgreSQL and MariaDB do not keep half a character; they refuse it or replace it by a question mark.
        if (!held().isEmpty()) {
            assertThat(onlyHeld().id()).isEqualTo(half.getId());
            assertThat(onlyHeld().attribute()).isEqualTo("text");
            assertThat(onlyHeld().kind()).isEqualTo(HeldBackKind.UNFIT);
            assertThat(onlyHeld().reason()).contains("half a character");
        }
        assertThat(there.count(Sample.class) + held().size()).isEqualTo(2);
    }

    @Test
    void heldBackRowIsNotOverwrittenByWhatIsReceivedAndMergedOnceItIsMended() {
        String id = here.persist(new Sample());
        here.sync(there);
        here.elsewhereNoted(Sample.class, "update Sample set score = 'lots', text = 'mine'");
        String other = there.persist(new Sample());
        there.change(Sample.class, id, sample -> sample.text = "yours");
        there.sync(here);

        assertThat(here.find(Sample.class, other)).isNotNull();
        assertThat(here.reason(id)).isNotNull();
        here.elsewhereNoted(Sample.class, "update Sample set score = '3 points' where id = '" + id + "'");
        here.sync(there);
        assertThat(here.isPending(id)).isFalse();
        assertThat(here.find(Sample.class, id).text).isEqualTo("mine");
        assertThat(here.store(id).conflictingData()).contains("yours");
    }

    @Test
    void receivedDeletionWaitsForTheRowThatIsHeldBack() {
        String id = here.persist(new Sample());
        here.sync(there);
        here.elsewhereNoted(Sample.class, "update Sample set score = 'lots'");
        there.remove(Sample.class, id);
        there.sync(here);
        assertThat(here.count(Sample.class)).isEqualTo(1);
        assertThat(here.reason(id)).isNotNull();
    }

    @Test
    void rowThatWasChangedUnseenAndCannotBeReadKeepsNothingElseFromArriving() {
        String id = here.persist(new Sample());
        here.sync(there);
        here.elsewhere("update Sample set score = 'lots'");
        there.change(Sample.class, id, sample -> sample.text = "yours");
        String other = there.persist(new Sample());
        there.sync(here);

        assertThat(here.find(Sample.class, other)).isNotNull();
        assertThat(here.reason(id)).contains("score");
        here.elsewhere("update Sample set score = null");
        here.deserialize();
        assertThat(here.find(Sample.class, id).text).isEqualTo("yours");
    }

    @Test
    void idThatIsNoneIsHeldBackWithItsRemedy() {
        for (String id : List.of("7", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")) {
            here.elsewhereNoted(Lesson.class, SqlContract.insert(id));
        }
        here.elsewhereNoted(Lesson.class, SqlContract.insert(SqlContract.OTHER));
        here.sync(there);
        assertThat(there.count(Lesson.class)).isEqualTo(1);
        assertThat(held()).hasSize(2).allSatisfy(held -> {
            assertThat(held.entity()).isEqualTo(Lesson.class);
            assertThat(held.kind()).isEqualTo(HeldBackKind.MISPLACED);
            assertThat(held.reason()).contains("32 lower-case hex digits");
        });
    }

    /** A peer that knows the id of a row which was never synced sends a record of its own partition under it. */
    @Test
    void rowIsNotReplacedByARecordOfAnotherPartition() {
        Learner ada = new Learner(ADA, "ada");
        here.persist(ada);
        here.receive(Records.record(ADA, "user", ADA, "elsewhere", "{\"username\":\"eve\",\"is_staff\":true}"));
        assertThat(here.deserialize().written()).isZero();
        here.sync(there);
        assertThat(here.deserialize().written()).isZero();
        assertThat(here.find(Learner.class, ADA).username).isEqualTo("ada");
        assertThat(onlyHeld().id()).isEqualTo(ADA);
        assertThat(onlyHeld().reason()).contains("partition elsewhere, which never change");
    }

    /** A row whose id is the hash of its parts keeps it, even if a peer has sent another record under it before. */
    @ParameterizedTest
    @ValueSource(strings = {"ghost", "user"})
    void rowGetsItsIdBackFromWhoeverHasTakenIt(String model) {
        String id = here.persist(new Sample());
        SyncRecord taken = Records.record(id, model, id, "elsewhere", "{\"username\":\"eve\"}");
        here.receive(taken);
        here.deserialize();
        there.receive(taken);
        there.deserialize();
        here.sync(there);
        assertThat(held()).isEmpty();
        assertThat(there.find(Sample.class, id)).isNotNull();
        assertThat(there.store(id).partition).isEqualTo("samples");
        assertThat(there.store(id).conflictingData()).isEmpty();
        assertThat(there.pending()).isEmpty();
    }

    @Test
    void secondModelWithTheIdOfAnotherIsHeldBack() {
        Learner ada = new Learner(ADA, "ada");
        here.persist(ada);
        Pupil pupil = pupil(ADA);
        here.persist(pupil);
        String rest = here.persist(new Sample());
        here.sync(there);

        assertThat(there.find(Sample.class, rest)).isNotNull();
        assertThat(onlyHeld().id()).isEqualTo(ADA);
        assertThat(onlyHeld().kind()).isEqualTo(HeldBackKind.SAME_ID);
        StoreRow stored = here.store(ADA);
        Class<?> sent = stored.modelName.equals("user") ? Learner.class : Pupil.class;
        Class<?> kept = sent == Learner.class ? Pupil.class : Learner.class;
        assertThat(there.count(sent)).isEqualTo(1);
        assertThat(there.count(kept)).isZero();

        here.remove(kept, ADA);
        here.sync(there);
        assertThat(held()).isEmpty();
        assertThat(here.store(ADA).deleted).as("the other model's row is there").isFalse();
    }

    @Test
    void rowOfAModelIsDeletedThoughAnotherModelHasItsId() {
        here.persist(new Learner(ADA, "ada"));
        here.persist(pupil(ADA));
        here.sync(there);
        Class<?> sent = here.store(ADA).modelName.equals("user") ? Learner.class : Pupil.class;
        here.remove(sent, ADA);
        here.sync(there);
        assertThat(there.count(sent)).isZero();
    }

    private static Pupil pupil(String id) {
        return new Pupil(id, "name", "room", null);
    }

    @Test
    void recordThatCannotBeSentIsNamedAndGetsANewVersionWhenItIsTriedAgain() {
        String id = here.persist(new Sample());
        here.serialize();
        long before = here.store(id).lastSavedCounter;
        here.replica()
                .holdBack(List.of(new HeldBack(
                        TestPeer.PROFILE,
                        "sample",
                        id,
                        HeldBackKind.TOO_LARGE,
                        null,
                        "too large for a proxy",
                        5_000_000L)));
        assertThat(onlyHeld().isStored()).isTrue();
        assertThat(onlyHeld().size()).isEqualTo(5_000_000L);

        here.replica().retryHeldBack();
        assertThat(held()).isEmpty();
        here.serialize();
        StoreRow after = here.store(id);
        assertThat(after.lastSavedCounter).isGreaterThan(before);
        assertThat(here.replica()
                        .fsic(Filter.EVERYTHING, FsicRole.SENDER, FsicFormat.V2)
                        .expand(Filter.EVERYTHING)
                        .asMap()
                        .get("")
                        .get(here.instance()))
                .isGreaterThanOrEqualTo(after.lastSavedCounter);
    }

    @Test
    void receivedContentThatADatabaseCannotKeepWaitsAlone() {
        SyncRecord nul = sample("nul", "{\"text\":\"a\\u0000b\"}");
        SyncRecord half = sample("half", "{\"text\":\"\\ud83c\"}");
        SyncRecord good = sample("good", "{\"text\":\"good\"}");
        here.receive(nul, half, good);
        here.deserialize();
        assertThat(here.find(Sample.class, good.id()).text).isEqualTo("good");
        assertThat(here.reason(half.id())).contains("text", "half a character");
        // PostgreSQL does not keep NUL in a text.
        if (here.reason(nul.id()) == null) {
            assertThat(here.find(Sample.class, nul.id()).text).isEqualTo("a\0b");
        }
        assertThat(here.content(nul.id()).get("text").stringValue()).isEqualTo("a\0b");
    }

    private static SyncRecord sample(String sourceId, String content) {
        return Records.record(Ids.recordId("samples", sourceId, "sample"), "sample", sourceId, "samples", content);
    }

    @Test
    void listIsReadInPages() {
        for (int i = 0; i < 7; i++) {
            here.persist(new Sample());
        }
        here.elsewhereNoted(Sample.class, "update Sample set score = 'lots'");
        here.elsewhereNoted(Lesson.class, SqlContract.insert("7"));
        here.serialize();
        HeldBackQuery query = here.replica().heldBack();
        assertThat(query.count()).isEqualTo(8);
        assertThat(query.of(Lesson.class).count()).isEqualTo(1);
        List<HeldBackRecord> all = query.first(8);
        List<HeldBackRecord> paged = new ArrayList<>(query.first(3));
        paged.addAll(query.after(paged.get(2), 3));
        paged.addAll(query.after(paged.get(5), 3));
        assertThat(paged).isEqualTo(all).hasSize(8);
        assertThat(Set.copyOf(all)).hasSize(8);
    }
}
