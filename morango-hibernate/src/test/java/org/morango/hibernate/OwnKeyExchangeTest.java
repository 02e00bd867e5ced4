package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.EntityManager;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.hibernate.Hibernate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.morango.hibernate.OwnKeyGuests.Coded;
import org.morango.hibernate.OwnKeyGuests.Drawn;
import org.morango.hibernate.OwnKeyGuests.Guest;
import org.morango.hibernate.OwnKeyGuests.Stay;
import org.morango.hibernate.hook.EntityChanges;
import org.morango.hibernate.hook.MergeFunction;
import org.morango.hibernate.hook.Remedy;
import org.morango.hibernate.hook.SyncListener;
import org.morango.hibernate.internal.conflict.EntityMerge;
import org.morango.hibernate.internal.model.SyncableModel;
import org.morango.hibernate.internal.pipeline.Hooks;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.hibernate.report.ConflictingRecord;
import org.morango.merge.ConflictResolver;
import org.morango.record.Filter;
import org.morango.replica.DeserializeResult;

/** Writes of all kinds, conflicts and hooks of entities that have keys of their own. */
class OwnKeyExchangeTest {
    private static final Class<?>[] ENTITIES = {Guest.class, Stay.class, Drawn.class, Coded.class};

    private static SmallPeer here;
    private static SmallPeer there;

    @BeforeAll
    static void start() {
        here = new SmallPeer(ENTITIES);
        there = new SmallPeer(ENTITIES);
    }

    @BeforeEach
    void clear() {
        here.clear(1);
        there.clear(1000);
    }

    @AfterAll
    static void stop() {
        here.close();
        there.close();
    }

    private static Guest named(SmallPeer peer, String name) {
        return peer.get(session -> session.createSelectionQuery(
                        "from Guest g left join fetch g.friend where g.name = :name", Guest.class)
                .setParameter("name", name)
                .getSingleResult());
    }

    private static void sql(SmallPeer peer, String statement) {
        peer.run(session -> session.createMutationQuery(statement).executeUpdate());
    }

    private static List<String> names(SmallPeer peer, String entity) {
        return peer.get(session -> session.createSelectionQuery(
                        "select e.name from " + entity + " e order by e.name", String.class)
                .getResultList());
    }

    private static List<String> texts(SmallPeer peer) {
        return peer.get(session -> session.createSelectionQuery("select text from Stay", String.class)
                .getResultList());
    }

    private static void onConflict(Function<SyncableModel, ConflictResolver> resolver) {
        there.restart(new Hooks(Map.of(), Map.of(), Map.of(Guest.class, resolver), List.of(), List.of()));
    }

    private static Function<SyncableModel, ConflictResolver> merging(MergeFunction<Guest> function) {
        return model -> new EntityMerge<>(model, Guest.class, function);
    }

    /** Makes two guests, one of which is the friend of the other, and syncs them. */
    private static void twoGuests() {
        here.run(session -> {
            Guest ada = new Guest("Ada");
            Guest bea = new Guest("Bea");
            session.persist(ada);
            bea.friend = ada;
            bea.friends.add(ada);
            session.persist(bea);
        });
        here.sync(there);
    }

    @Test
    void statelessSessionsAndBatchesAreNoted() {
        here.stateless(session -> {
            session.setJdbcBatchSize(10);
            session.insert(new Guest("Ada"));
            List.of("one", "two", "three").forEach(name -> session.insert(new Drawn(name)));
            session.upsert(new Coded("c", "code"));
        });
        assertThat(here.sync(there)).isEqualTo(new DeserializeResult(5, 0, 0));
        here.stateless(session -> {
            Guest ada = session.get(Guest.class, 1L);
            ada.town = "Ulm";
            session.update(ada);
            session.upsert(new Coded("c", "changed"));
            session.delete(session.createSelectionQuery("from Drawn where name = 'two'", Drawn.class)
                    .getSingleResult());
        });
        assertThat(here.sync(there)).isEqualTo(new DeserializeResult(2, 1, 0));
        assertThat(named(there, "Ada").town).isEqualTo("Ulm");
        assertThat(names(there, "Coded")).containsExactly("changed");
        assertThat(names(there, "Drawn")).containsExactly("one", "three");
    }

    @Test
    void insertsByQueriesAreFoundByComparison() {
        sql(here, "insert into Guest (name, version) values ('Ada', 0), ('Bea', 0)");
        sql(here, "insert into Drawn (name) select g.name from Guest g");
        assertThat(here.sync(there)).isEqualTo(new DeserializeResult(4, 0, 0));
        assertThat(names(there, "Drawn")).containsExactly("Ada", "Bea");
    }

    @Test
    void hardDeletionTravelsWithWhatItCascadesTo() {
        here.run(session -> {
            Guest ada = new Guest("Ada");
            ada.stays.add(new Stay(ada, "secret"));
            session.persist(ada);
        });
        here.sync(there);
        here.run(session -> Morango.hardDelete(session, session.find(Guest.class, 1L)));
        here.sync(there);
        assertThat(there.count(Stay.class)).isZero();
        assertThat(there.count(Guest.class)).isZero();
        assertThat(there.store()).hasSize(2).allSatisfy(row -> {
            assertThat(row.hardDeleted).isTrue();
            assertThat(row.serialized()).isEqualTo("{}");
            assertThat(row.localKey).isNull();
        });
    }

    @Test
    void mergedEntitiesAndRollbacksToSavepoints() {
        twoGuests();
        Guest detached = named(here, "Ada");
        detached.town = "Bonn";
        here.run(session -> session.merge(detached));
        here.run(session -> {
            session.persist(new Guest("kept"));
            session.flush();
            Savepoint[] before = new Savepoint[1];
            session.doWork(connection -> before[0] = connection.setSavepoint());
            session.persist(new Guest("lost"));
            session.createMutationQuery("update Guest set town = 'x'").executeUpdate();
            session.flush();
            session.doWork(connection -> connection.rollback(before[0]));
            session.clear();
        });
        here.sync(there);
        assertThat(named(there, "Ada").town).isEqualTo("Bonn");
        assertThat(names(there, "Guest")).containsExactly("Ada", "Bea", "kept");
        assertThat(here.notes()).isEmpty();
    }

    @Test
    void removedAndPersistedAgainInOneTransaction() {
        here.run(session -> {
            session.persist(new Coded("c", "first"));
            session.persist(new Guest("Ada"));
        });
        here.sync(there);
        String first = here.record("guest", 1).id;
        here.run(session -> {
            session.remove(session.find(Coded.class, "c"));
            session.remove(session.find(Guest.class, 1L));
            session.flush();
            session.persist(new Coded("c", "second"));
            session.doWork(connection -> {
                try (var statement = connection.createStatement()) {
                    statement.execute("insert into Guest (id, name, version) values (1, 'Eve', 0)");
                }
            });
            session.createNativeMutationQuery("update Guest set town = 'Ulm' where id = 1")
                    .executeUpdate();
        });
        here.sync(there);
        assertThat(names(there, "Coded")).containsExactly("second");
        assertThat(names(there, "Guest")).containsExactly("Eve");
        assertThat(here.record("guest", 1).id).isNotEqualTo(first);
        assertThat(there.reasons()).isEmpty();
    }

    @Test
    void oddTextsAreKeys() {
        List<String> odd = List.of("a'b", "[x", "a,b", "\"q\"", "ü€", "a:b", "${id}", " ");
        here.run(session -> odd.forEach(code -> session.persist(new Coded(code, code))));
        here.sync(there);
        assertThat(names(there, "Coded")).containsExactlyInAnyOrderElementsOf(odd);
        sql(there, "update Coded set name = concat(name, '!')");
        there.sync(here);
        assertThat(names(here, "Coded"))
                .containsExactlyInAnyOrderElementsOf(
                        odd.stream().map(code -> code + "!").toList());
        sql(here, "delete from Coded");
        here.sync(there);
        assertThat(there.count(Coded.class)).isZero();
    }

    @Test
    void conflictsAreResolvedByJsonAndByEntity() {
        twoGuests();
        for (int round = 0; round < 2; round++) {
            sql(here, "update Guest set town = 'here" + round + "' where name = 'Bea'");
            sql(there, "update Guest set town = 'there" + round + "' where name = 'Bea'");
            here.sync(there);
            assertThat(named(there, "Bea").town).isEqualTo("there" + round);
            ConflictingRecord conflict = there.replica().conflicts().list(9).get(0);
            if (round == 0) {
                there.replica()
                        .conflicts()
                        .resolve(conflict, conflict.lost().get(0).json());
            } else {
                Guest lost = (Guest) conflict.lost().get(0).entity();
                assertThat(Hibernate.isInitialized(lost.friend)).isFalse();
                lost.town = "both";
                there.replica().conflicts().resolve(conflict, lost);
            }
            there.sync(here);
            for (SmallPeer peer : List.of(here, there)) {
                assertThat(named(peer, "Bea").town).isEqualTo(round == 0 ? "here0" : "both");
                assertThat(named(peer, "Bea").friend.name).isEqualTo("Ada");
            }
            assertThat(there.replica().conflicts().list(9)).isEmpty();
        }
        there.run(session -> assertThat(session.createSelectionQuery("from Guest where name = 'Bea'", Guest.class)
                        .getSingleResult()
                        .friends)
                .hasSize(1));
    }

    @Test
    void functionsMergeEntities() {
        twoGuests();
        onConflict(merging((ours, theirs, context) -> {
            ours.town = ours.town + "+" + theirs.town;
            return ours;
        }));
        sql(here, "update Guest set town = 'a' where name = 'Bea'");
        sql(there, "update Guest set town = 'b' where name = 'Bea'");
        there.serialize();
        here.sync(there);
        there.sync(here);
        for (SmallPeer peer : List.of(here, there)) {
            assertThat(named(peer, "Bea").town).isEqualTo("b+a");
            assertThat(named(peer, "Bea").friend.name).isEqualTo("Ada");
        }
    }

    @Test
    void eachStrategySettlesConflictsOnReferences() {
        for (ConflictResolver resolver :
                List.of(ConflictResolver.keepOurs(), ConflictResolver.takeTheirs(), ConflictResolver.fieldByField())) {
            clear();
            twoGuests();
            onConflict(model -> resolver);
            here.run(session -> {
                Guest eve = new Guest("Eve");
                session.persist(eve);
                session.createSelectionQuery("from Guest where name = 'Bea'", Guest.class)
                        .getSingleResult()
                        .friend = eve;
            });
            there.run(session -> {
                Guest fay = new Guest("Fay");
                session.persist(fay);
                Guest bea = session.createSelectionQuery("from Guest where name = 'Bea'", Guest.class)
                        .getSingleResult();
                bea.friend = fay;
                bea.town = "Ulm";
            });
            here.sync(there);
            there.sync(here);
            assertThat(named(here, "Bea").friend.name).isEqualTo(named(there, "Bea").friend.name);
            assertThat(named(here, "Bea").town).isEqualTo(named(there, "Bea").town);
            assertThat(names(here, "Guest")).isEqualTo(names(there, "Guest"));
        }
    }

    @Test
    void rowThatWasDeletedHereComesBackUnderANewKey() {
        twoGuests();
        onConflict(model -> ConflictResolver.takeTheirs());
        Long before = named(there, "Bea").id;
        there.run(session -> session.remove(session.find(Guest.class, before)));
        there.serialize();
        sql(here, "update Guest set town = 'Ulm' where name = 'Bea'");
        here.sync(there);
        assertThat(named(there, "Bea").id).isNotEqualTo(before);
        assertThat(named(there, "Bea").town).isEqualTo("Ulm");
        assertThat(named(there, "Bea").friend.name).isEqualTo("Ada");
        there.sync(here);
        assertThat(named(here, "Bea").town).isEqualTo("Ulm");
        sql(there, "update Guest set town = 'Bonn' where name = 'Bea'");
        there.sync(here);
        assertThat(named(here, "Bea").town).isEqualTo("Bonn");
    }

    @Test
    void deletionMeetsAWaitingChange() {
        twoGuests();
        sql(here, "update Guest set town = 'Ulm' where name = 'Bea'");
        here.receive(there);
        there.run(session -> session.remove(session.find(Guest.class, named(there, "Bea").id)));
        there.serialize();
        there.replica().deserialize(SmallPeer.PROFILE, Filter.EVERYTHING);
        there.sync(here);
        here.sync(there);
        assertThat(names(here, "Guest")).isEqualTo(names(there, "Guest"));
        assertThat(there.notes()).isEmpty();
        assertThat(there.pending()).isEmpty();
    }

    @Test
    void listenersAreToldTheApplicationsKeys() {
        List<EntityChanges> told = new ArrayList<>();
        there.restart(new Hooks(Map.of(), Map.of(), Map.of(), List.of(), List.of(new SyncListener() {
            @Override
            public void changed(EntityChanges changes, EntityManager entities) {
                told.add(changes);
                changes.inserted()
                        .forEach(key ->
                                assertThat(entities.find(changes.entity(), key)).isNotNull());
            }
        })));
        twoGuests();
        assertThat(told).flatExtracting(EntityChanges::inserted).containsExactlyInAnyOrder(1000L, 1001L);
        told.clear();
        sql(here, "update Guest set town = 'Ulm' where name = 'Bea'");
        here.sync(there);
        assertThat(told).flatExtracting(EntityChanges::updated).containsExactly(named(there, "Bea").id);
        told.clear();
        here.run(session -> session.remove(session.find(Guest.class, 2L)));
        here.sync(there);
        assertThat(told).flatExtracting(EntityChanges::deleted).containsExactly(1001L);
    }

    @Test
    void hooksMendAndAdaptRecords() {
        there.restart(new Hooks(
                Map.of(Stay.class, (refused, entities) -> {
                    if (refused.content().path("guest_id").isNull()) {
                        return Remedy.leave();
                    }
                    return Remedy.tryAgainWith(refused.content().put("text", "mended"));
                }),
                Map.of(
                        Guest.class,
                        (members, filter) -> members.put("town", "adapted").putNull("friend_id")),
                Map.of(),
                List.of(),
                List.of()));
        twoGuests();
        assertThat(named(there, "Bea").friend).isNull();
        assertThat(named(there, "Bea").town).isEqualTo("adapted");
        there.serialize();
        StoreRow bea = there.record("guest", named(there, "Bea").id);
        assertThat(bea.serialized()).contains("\"friend_id\":\"" + here.record("guest", 1).id);
        here.run(session -> session.persist(
                new Stay(session.find(Guest.class, 1L), "x".repeat(300).substring(0, 255))));
        there.elsewhere("alter table Stay add constraint short check (length(text) < 100)");
        try {
            here.sync(there);
            there.sync(here);
        } finally {
            there.elsewhere("alter table Stay drop constraint short");
        }
        assertThat(texts(there)).containsExactly("mended");
        assertThat(texts(here)).containsExactly("mended");
    }

    @Test
    void withSeveralRootsRowsFollowTheRowTheyReferTo() {
        twoGuests();
        String other = here.joinAnother();
        here.run(session -> {
            Guest ada = session.find(Guest.class, 1L);
            session.persist(new Stay(ada, "known"));
            Guest fay = new Guest("Fay");
            session.persist(fay);
            session.persist(new Stay(fay, "unplaced"));
        });
        here.sync(there);
        assertThat(there.count(Stay.class)).isEqualTo(1);
        assertThat(there.count(Guest.class)).isEqualTo(2);
        assertThat(here.replica().unplacedRows()).hasSize(2);
        Map<String, String> partitions = new HashMap<>();
        here.store().forEach(row -> partitions.put(row.modelName, row.partition));
        assertThat(partitions.get("stay")).startsWith(SmallPeer.ROOT.id() + ":guests:");
        // Once there is one root again, they are placed.
        here.run(session -> session.createMutationQuery("delete from MorangoCertificateRow c where c.id = :id")
                .setParameter("id", other)
                .executeUpdate());
        here.join(SmallPeer.ROOT);
        here.sync(there);
        assertThat(there.count(Stay.class)).isEqualTo(2);
        assertThat(there.count(Guest.class)).isEqualTo(3);
    }

    @Test
    void rowThatIsDeletedWhileItsRecordIsReceivedStaysDeleted() {
        twoGuests();
        sql(here, "update Guest set town = 'Ulm'");
        there.run(session -> session.remove(session.find(Guest.class, named(there, "Bea").id)));
        here.receive(there);
        // The deletion is noted, and not serialized.
        there.replica().deserialize(SmallPeer.PROFILE, Filter.EVERYTHING);
        assertThat(names(there, "Guest")).containsExactly("Ada");
        there.serialize();
        there.replica().deserialize(SmallPeer.PROFILE, Filter.EVERYTHING);
        there.sync(here);
        here.sync(there);
        assertThat(names(here, "Guest")).isEqualTo(names(there, "Guest"));
    }
}
