package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.morango.hibernate.TriggerShapes.cow;
import static org.morango.hibernate.TriggerShapes.farm;

import java.security.SecureRandom;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hibernate.Version;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.event.service.spi.EventListenerRegistry;
import org.hibernate.event.spi.EventType;
import org.hibernate.event.spi.PostInsertEvent;
import org.hibernate.event.spi.PostInsertEventListener;
import org.hibernate.persister.entity.EntityPersister;
import org.junit.jupiter.api.Test;
import org.morango.common.MorangoException;
import org.morango.hibernate.TriggerShapes.Animal;
import org.morango.hibernate.TriggerShapes.Barn;
import org.morango.hibernate.TriggerShapes.Cow;
import org.morango.hibernate.TriggerShapes.Entry;
import org.morango.hibernate.TriggerShapes.Farm;
import org.morango.hibernate.TriggerShapes.Fence;
import org.morango.hibernate.TriggerShapes.Field;
import org.morango.hibernate.TriggerShapes.Truck;
import org.morango.hibernate.internal.store.Database;
import org.morango.hibernate.report.RescanResult;
import org.morango.settings.PeerSettings;

/** Triggers note what any program changes. */
abstract class TriggerContract extends TriggerKeyContract {
    TriggerContract(TestDatabase database) {
        super(database);
    }

    @Test
    void plainStatementsAreNoted() {
        Instant before = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        here.sql("insert into barn (name) values ('one')");
        Integer id = here.factory.fromTransaction(
                session -> session.createSelectionQuery("select id from Barn", Integer.class)
                        .getSingleResult());
        assertThat(here.replica.outbox().oldest()).isBetween(before, Instant.now());
        here.assertNoted(Map.of("barn CHANGED", Set.of(id)));
        assertThat(here.record("barn", id).serialized()).contains("one");
        here.sql("update barn set name = 'two'");
        here.assertNoted(Map.of("barn CHANGED", Set.of(id)));
        assertThat(here.record("barn", id).serialized()).contains("two");
        here.sql("delete from barn");
        here.assertNoted(Map.of("barn DELETED", Set.of(id)));
        assertThat(here.store())
                .singleElement()
                .satisfies(row -> assertThat(row.deleted).isTrue());
    }

    @Test
    void applicationNotesNothingTwice() {
        Cow cow = cow("Berta");
        cow.tags.add("brown");
        here.factory.inTransaction(session -> {
            session.persist(cow);
            session.persist(farm("one"));
            session.createMutationQuery("update Farm set name = 'two'").executeUpdate();
            session.createNativeMutationQuery("update tool set name = 'x'").executeUpdate();
        });
        assertThat(here.notes().keySet()).containsExactlyInAnyOrder("animal CHANGED", "farm CHANGED");
        here.serialize();
        here.factory.inTransaction(session -> {
            session.createMutationQuery("update Farm set name = 'three'").executeUpdate();
            session.createMutationQuery("update Animal set name = 'Berta' where name = 'nobody'")
                    .executeUpdate();
        });
        assertThat(here.noteRows()).isEqualTo(1);
        here.serialize();
        here.factory.inTransaction(session -> session.remove(session.find(Cow.class, cow.id)));
        here.serialize();
        assertThat(here.replica.rescan(PROFILE)).isEqualTo(new RescanResult(0, 0, 0));
        assertThat(here.store().stream().filter(row -> !row.deleted)).hasSize(1);
    }

    @Test
    void statementOfManyRowsIsNoted() {
        here.sql("insert into sign (text) values ('r')");
        for (char c = 'a'; c < 'k'; c++) {
            String longer = here.isMariaDb ? "concat(text, '" + c + "')" : "text || '" + c + "'";
            here.sql("insert into sign (text) select " + longer + " from sign");
        }
        here.serialize();
        long rows = here.store().size();
        here.sql("update sign set place = 'here'");
        assertThat(here.notes().get("sign CHANGED")).hasSize((int) rows);
        assertThat(here.noteRows()).isEqualTo(here.isPostgres ? 3 : rows);
        here.serialize();
        here.sql("delete from sign");
        assertThat(here.notes().get("sign DELETED")).hasSize((int) rows);
        here.serialize();
        assertThat(here.store()).hasSize((int) rows).allMatch(row -> row.deleted);
    }

    @Test
    void partsNoteTheirOwner() {
        Animal calf = here.saved(cow("Calf"));
        Farm farm = farm("one");
        farm.animals.add(calf);
        here.saved(farm);
        Map<String, Set<?>> changed = Map.of("farm CHANGED", Set.of(farm.id));
        here.sql("update farm_more set remark = 'other'");
        here.assertNoted(changed);
        here.sql("delete from farm_more");
        here.assertNoted(changed);
        here.sql("insert into farm_more (id, remark) values (" + farm.id + ", 'new')");
        here.assertNoted(changed);
        here.sql("delete from farm_animals");
        here.assertNoted(changed);
        here.sql("insert into farm_animals (farm_id, animals_id) values (" + farm.id + ", " + calf.id + ")");
        here.assertNoted(changed);
        here.sql("insert into Farm_secrets (Farm_id, secrets) values (" + farm.id + ", 'gold')");
        assertThat(here.notes()).isEmpty();
        here.sql("update cow set milk = 8");
        here.assertNoted(Map.of("animal CHANGED", Set.of(calf.id)));
        here.sql("insert into Animal_tags (Animal_id, tags) values (" + calf.id + ", 'brown')");
        here.assertNoted(Map.of("animal CHANGED", Set.of(calf.id)));
        assertThat(here.record("cow", calf.id).serialized()).contains("brown").contains("8");
    }

    @Test
    void elementsThatKeepTheirCollectionAreNoted() {
        Farm farm = here.saved(farm("one"));
        Fence fence = here.saved(new Fence());
        Map<String, Set<?>> changed = Map.of("fence CHANGED", Set.of(fence.id));
        here.sql("update fence set farm_id = " + farm.id);
        here.assertNoted(changed);
        assertThat(here.record("fence", fence.id).serialized()).contains("\"farm_id\":\"");
        here.factory.inTransaction(
                session -> session.find(Farm.class, farm.id).fences.clear());
        here.assertNoted(changed);
        assertThat(here.record("fence", fence.id).serialized()).contains("\"farm_id\":null");
    }

    @Test
    void classesWithTablesOfTheirOwnAreNoted() {
        Truck truck = new Truck();
        truck.code = "T";
        truck.parts.add("wheel");
        here.saved(truck);
        Map<String, Set<?>> changed = Map.of("machine CHANGED", Set.of("T"));
        here.sql("update truck set wheels = 4");
        here.assertNoted(changed);
        here.sql("delete from Machine_parts");
        here.assertNoted(changed);
        here.sql("insert into machine (code) values ('M')");
        here.sql("insert into Machine_parts (Machine_code, parts) values ('M', 'lever')");
        here.assertNoted(Map.of("machine CHANGED", Set.of("M")));
        assertThat(here.record("machine", "M").serialized()).contains("lever");
        assertThat(here.record("truck", "T").serialized()).contains("4").doesNotContain("wheel\"]");
    }

    /** The library's own writes are hidden from triggers, but not what the application does meanwhile. */
    @Test
    void changeByAListenerOfTheApplicationIsNotedWhileARecordIsReceived() {
        assumeFalse(Version.getVersionString().startsWith("6."), "Its events do not name a stateless session");
        here.saved(cow("Berta"));
        try (TriggerPeer there = new TriggerPeer(database.createUrl())) {
            Farm farm = there.saved(farm("one"));
            ((SessionFactoryImplementor) there.factory)
                    .getServiceRegistry()
                    .requireService(EventListenerRegistry.class)
                    .appendListeners(EventType.POST_INSERT, new PostInsertEventListener() {
                        @Override
                        public void onPostInsert(PostInsertEvent event) {
                            if (event.getEntity() instanceof Cow) {
                                event.getSession()
                                        .createMutationQuery("update Farm set name = 'heard'")
                                        .executeUpdate();
                            }
                        }

                        @Override
                        public boolean requiresPostCommitHandling(EntityPersister persister) {
                            return false;
                        }
                    });
            here.sync(there);
            there.assertNoted(Map.of("farm CHANGED", Set.of(farm.id)));
            assertThat(there.record("farm", farm.id).serialized()).contains("heard");
        }
    }

    @Test
    void programWithoutRightsOnTheOutboxIsNoted() {
        assumeTrue(here.isPostgres, "Its functions run with the rights of their owners");
        here.sql(
                "create role clerk_" + here.hashCode(),
                "grant insert on sign to clerk_" + here.hashCode(),
                "set role clerk_" + here.hashCode(),
                // Tables of its own do not stand in for the library's.
                "create temporary table morango_outbox (profile text, model_name text, kind text, noted_at text,"
                        + " changed_rows text)",
                "insert into sign (text) values ('one')",
                "reset role");
        here.assertNoted(Map.of("sign CHANGED", Set.of("one")));
    }

    @Test
    void truncationIsFoundWhereTriggersSeeIt() {
        assumeTrue(here.isPostgres, "No other database has triggers for it");
        here.saved(cow("Berta"));
        here.sql("truncate animal cascade");
        here.serialize();
        assertThat(here.replica.rescan(PROFILE)).isEqualTo(new RescanResult(0, 0, 0));
        assertThat(here.store())
                .singleElement()
                .satisfies(row -> assertThat(row.deleted).isTrue());
    }

    @Test
    void partsThatMoveNoteBothOwners() {
        Farm one = farm("one");
        one.animals.add(here.saved(cow("Berta")));
        here.saved(one);
        Farm two = here.saved(farm("two"));
        here.sql("update farm_animals set farm_id = " + two.id);
        here.assertNoted(Map.of("farm CHANGED", Set.of(one.id, two.id)));
        assertThat(here.record("farm", one.id).serialized()).contains("\"animals\":[]");
    }

    @Test
    void quotedNamesAreNoted() {
        Field field = here.saved(new Field());
        here.sql("update \"field\" set name = 'meadow'");
        here.assertNoted(Map.of("field CHANGED", Set.of(field.id)));
    }

    @Test
    void whatTheDatabaseDeletesByItselfIsFound() {
        Cow mother = here.saved(cow("mother"));
        Cow child = cow("child");
        child.mother = mother;
        here.saved(child);
        Farm farm = farm("one");
        farm.animals.addAll(List.of(child, mother));
        here.saved(farm);
        Barn barn = new Barn();
        barn.farm = farm;
        here.saved(barn);
        here.sql("delete from animal where id = " + child.id);
        here.serialize();
        assertThat(here.replica.rescan(PROFILE)).isEqualTo(new RescanResult(0, 0, 0));
        assertThat(here.record("farm", farm.id).serialized())
                .contains("\"animals\":[\"" + here.record("cow", mother.id).id + "\"]");
        child = cow("another");
        child.mother = mother;
        here.saved(child);
        here.sql("delete from animal where id = " + mother.id);
        here.serialize();
        assertThat(here.replica.rescan(PROFILE)).isEqualTo(new RescanResult(0, 0, 0));
        assertThat(here.store().stream().filter(row -> !row.deleted))
                .extracting(row -> row.modelName)
                .containsExactlyInAnyOrder("farm", "barn");
        here.sql("delete from farm_more", "delete from farm");
        here.serialize();
        assertThat(here.replica.rescan(PROFILE)).isEqualTo(new RescanResult(0, 0, 0));
        assertThat(here.store()).allMatch(row -> row.deleted);
    }

    @Test
    void whatIsRolledBackIsNotNoted() throws SQLException {
        here.other.setAutoCommit(false);
        here.sql("insert into farm (name) values ('one')");
        here.other.rollback();
        here.sql("insert into sign (text) values ('kept')");
        Savepoint savepoint = here.other.setSavepoint();
        here.sql("insert into sign (text) values ('gone')");
        here.other.rollback(savepoint);
        here.other.commit();
        here.other.setAutoCommit(true);
        here.assertNoted(Map.of("sign CHANGED", Set.of("kept")));
    }

    @Test
    void receivedRecordIsNotNoted() {
        Cow cow = cow("Berta");
        cow.tags.add("brown");
        here.saved(cow);
        Farm farm = farm("one");
        farm.animals.add(cow);
        here.saved(farm);
        Field meadow = new Field();
        meadow.owner = farm;
        here.saved(meadow);
        Entry entry = new Entry();
        entry.text = "one";
        here.saved(entry);
        try (TriggerPeer there = new TriggerPeer(database.createUrl())) {
            there.saved(farm("first"));
            here.sync(there);
            assertThat(there.notes()).isEmpty();
            assertThat(there.store()).hasSize(5);
            here.sql(
                    "update animal set name = 'Bertha'",
                    "update cow set milk = 9",
                    "delete from Animal_tags",
                    "delete from farm_animals",
                    "update \"field\" set owner_id = null",
                    "update entry set text = 'two'");
            here.sync(there);
            assertThat(there.notes()).isEmpty();
            there.factory.inTransaction(session -> {
                assertThat(session.createSelectionQuery("from Cow", Cow.class).getSingleResult())
                        .satisfies(got ->
                                assertThat(got.name + got.milk + got.tags).isEqualTo("Bertha9[]"));
                assertThat(session.createSelectionQuery("select text from Entry", String.class)
                                .getSingleResult())
                        .isEqualTo("two");
            });
            here.sql("delete from cow", "delete from animal", "delete from entry");
            here.sync(there);
            assertThat(there.notes()).isEmpty();
            assertThat(there.replica.rescan(PROFILE)).isEqualTo(new RescanResult(0, 0, 0));
            // The same connections are the application's again.
            there.factory.inTransaction(session -> session.doWork(connection -> {
                try (Statement statement = connection.createStatement()) {
                    statement.execute("update farm set name = 'changed'");
                }
            }));
            assertThat(there.notes().get("farm CHANGED")).hasSize(2);
        }
    }

    @Test
    void connectionIsTheApplicationsAgainAfterAFailure() {
        Farm farm = here.saved(farm("one"));
        Database own = new Database((SessionFactoryImplementor) here.factory, PeerSettings.defaults());
        for (int i = 0; i < 30; i++) {
            assertThatThrownBy(() -> own.inTransaction(session -> {
                        session.createNativeMutationQuery("update farm set name = 'lost'")
                                .executeUpdate();
                        throw new IllegalStateException("no");
                    }))
                    .hasMessage("no");
        }
        here.factory.inTransaction(session -> session.createNativeMutationQuery("update farm set name = 'two'")
                .executeUpdate());
        here.assertNoted(Map.of("farm CHANGED", Set.of(farm.id)));
    }

    @Test
    void changeOfOnlyAPartLocksItsOwner() throws SQLException {
        assumeFalse(here.isSqlite, "SQLite has one writer at a time");
        Farm farm = here.saved(farm("one"));
        here.other.setAutoCommit(false);
        here.sql("update farm_more set remark = 'two'");
        assertThatThrownBy(() -> here.factory.inTransaction(session -> session.createNativeQuery(
                                "select id from farm where id = " + farm.id + " for update nowait", Integer.class)
                        .getSingleResult()))
                .isInstanceOf(RuntimeException.class);
        here.other.commit();
        here.other.setAutoCommit(true);
        here.assertNoted(Map.of("farm CHANGED", Set.of(farm.id)));
    }

    @Test
    void statementsThatReadTheOwnerAreNoted() {
        Farm farm = here.saved(farm("one"));
        here.saved(cow("Berta"));
        here.sql("insert into farm_animals (farm_id, animals_id) select f.id, a.id from farm f, animal a");
        here.assertNoted(Map.of("farm CHANGED", Set.of(farm.id)));
        here.sql(
                here.isMariaDb
                        ? "delete a from farm_animals a join farm f on f.id = a.farm_id"
                        : "delete from farm_animals where farm_id in (select id from farm)");
        here.assertNoted(Map.of("farm CHANGED", Set.of(farm.id)));
    }

    @Test
    void hardDeletionsAreNoted() {
        // More than a pass takes at once.
        here.factory.inTransaction(session -> {
            for (int i = 0; i < 1_100; i++) {
                session.persist(new Barn());
            }
        });
        here.serialize();
        here.factory.inTransaction(session -> session.createSelectionQuery("from Barn", Barn.class)
                .getResultList()
                .forEach(barn -> Morango.hardDelete(session, barn)));
        here.serialize();
        assertThat(here.store()).hasSize(1_100).allMatch(row -> row.hardDeleted);
    }

    @Test
    void startFailsWithoutTriggers() {
        CaptureTriggers triggers = CaptureTriggers.of(here.factory);
        SessionFactoryImplementor factory = (SessionFactoryImplementor) here.factory;
        triggers.remove();
        assertThatThrownBy(() -> new HibernateReplica(factory, new SecureRandom()))
                .isInstanceOf(MorangoException.class)
                .hasMessageContaining("lacks the triggers on")
                .hasMessageContaining("animal")
                .hasMessageContaining("CaptureTriggers");
        here.sql("insert into farm (name) values ('one')");
        assertThat(here.notes()).isEmpty();
        triggers.install();
        triggers.install();
        assertThat(new HibernateReplica(factory, new SecureRandom())).isNotNull();
        here.sql("update farm set name = 'two'");
        assertThat(here.noteRows()).isEqualTo(1);
    }
}
