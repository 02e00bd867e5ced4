package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.morango.hibernate.TenantShapes.Country;
import org.morango.hibernate.TenantShapes.Label;
import org.morango.hibernate.TenantShapes.Note;
import org.morango.hibernate.TenantShapes.Paper;
import org.morango.hibernate.internal.pipeline.Hooks;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.hibernate.report.AdoptionResult;
import org.morango.hibernate.report.RescanResult;
import org.morango.hibernate.report.UnplacedReason;
import org.morango.record.Filter;
import org.morango.record.SyncRecord;
import org.morango.replica.DeserializeResult;

/** The tables of the application hold the rows of several tenants, of which a session sees one. */
abstract class TenantContract extends TenantPeers {
    TenantContract(TestDatabase database) {
        super(database);
    }

    @Test
    void rowsOfAllTenantsTravelAndStayTheirs() {
        twoNotes();
        assertThat(notes(there, "a")).containsExactly("of a");
        assertThat(notes(there, "b")).containsExactly("of b");
        assertThat(record(there, "of a").partition).isEqualTo(ROOT + ":a:");
        assertThat(record(there, "of b").partition).isEqualTo(ROOT + ":b:");

        run(
                there,
                "b",
                session -> session.createSelectionQuery("from Note", Note.class).getSingleResult().text = "changed");
        run(
                there,
                "a",
                session -> session.remove(
                        session.createSelectionQuery("from Note", Note.class).getSingleResult()));
        there.sync(here);
        assertThat(notes(here, "a")).isEmpty();
        assertThat(notes(here, "b")).containsExactly("changed");
        assertThat(here.replica().rescan("p")).isEqualTo(new RescanResult(0, 0, 0));
        assertThat(reasons(here)).isEmpty();
    }

    @Test
    void manyRowsKeepTheirTenants() {
        for (String tenant : List.of("a", "b")) {
            run(here, tenant, session -> {
                for (int i = 0; i < 30; i++) {
                    session.persist(new Paper(tenant + i, tenant + i));
                }
            });
        }
        assertThat(here.sync(there)).isEqualTo(new DeserializeResult(60, 0, 0));
        assertThat(papers(there, "a")).hasSize(30).allMatch(title -> title.startsWith("a"));
        assertThat(papers(there, "b")).hasSize(30).allMatch(title -> title.startsWith("b"));
        assertThat(papers(there, "admin")).hasSize(60);
        assertThat(there.replica().rescan("p")).isEqualTo(new RescanResult(0, 0, 0));
    }

    @Test
    void filterOfATenantTakesItsRowsOnly() {
        run(here, "a", session -> session.persist(new Note("of a")));
        run(here, "aa", session -> session.persist(new Note("of aa")));
        here.sync(there, Filter.parse(ROOT + ":a:"));
        assertThat(notes(there, "admin")).containsExactly("of a");
    }

    @Test
    void bulkStatementChangesAndNotesRowsOfItsTenant() {
        assumeFalse(here.isSqlite(), "Hibernate itself makes no such statements for tenants.");
        twoNotes();
        run(
                here,
                "a",
                session -> session.createMutationQuery("update Note set text = 'bulk'")
                        .executeUpdate());
        assertThat(as("any", here::notes)).containsExactly("note CHANGED [\"" + record(here, "of a").localKey + "\"]");
        here.sync(there);
        assertThat(notes(there, "admin")).containsExactly("bulk", "of b");
        run(
                here,
                "b",
                session -> session.createMutationQuery("delete from Note").executeUpdate());
        here.sync(there);
        assertThat(notes(there, "admin")).containsExactly("bulk");
    }

    @Test
    void changesBesideHibernateAreFoundForAllTenants() {
        twoNotes();
        run(
                here,
                "a",
                session -> session.createNativeMutationQuery("update tenant_note set text = 'sql'")
                        .executeUpdate());
        here.sync(there);
        assertThat(notes(there, "a")).containsExactly("sql");
        assertThat(notes(there, "b")).containsExactly("sql");
        TenantShapes.as("any");
        here.elsewhere(
                "insert into tenant_paper (code, org, title) values ('x', 'a', 'x'), ('y', 'b', 'y')",
                "update tenant_note set text = 'other' where tenant = 'b'");
        TenantShapes.asNobody();
        assertThat(here.replica().rescan("p")).isEqualTo(new RescanResult(2, 1, 0));
        here.sync(there);
        assertThat(papers(there, "b")).containsExactly("y");
        assertThat(notes(there, "b")).containsExactly("other");
    }

    @Test
    void adoptionEntersRowsOfAllTenantsAndMatchesWithinEach() {
        run(here, "a", session -> session.persist(new Note("same")));
        here.sync(there);
        // The other peer has rows that nobody has noted.
        SmallPeer late = TenantShapes.peer(database);
        TenantShapes.as("any");
        late.elsewhere(
                "insert into tenant_note (tenant, text, version) values ('b', 'same', 0)",
                "insert into tenant_note (tenant, text, version) values ('a', 'same', 0)");
        // Its application gets the library only now.
        late.elsewhere("update morango_model set adopted = false where model_name = 'note'");
        TenantShapes.asNobody();
        late.restart(Hooks.NONE);
        here.receive(late);
        SyncRecord lie =
                SmallPeer.record("note", "liar", ROOT + ":a:", "{\"tenant\":\"b\",\"text\":\"same\",\"related\":[]}");
        receive(late, lie);
        AdoptionResult result =
                late.replica().rows().adopt("p", Adoption.ofNewRows().matching(Note.class, "text"));
        assertThat(result.matched()).isEqualTo(1);
        late.serialize();
        as("any", () -> late.replica().deserialize("p", Filter.EVERYTHING));
        assertThat(notes(late, "a")).containsExactly("same");
        assertThat(notes(late, "b")).containsExactly("same");
        assertThat(store(late, "note"))
                .filteredOn(row -> row.localKey != null)
                .extracting(row -> row.partition)
                .containsExactlyInAnyOrder(ROOT + ":a:", ROOT + ":b:");
        assertThat(reasons(late)).singleElement().asString().contains("says tenant \"b\"");
        late.close();
    }

    @Test
    void liarCannotWriteARowOfAnotherTenant() {
        twoNotes();
        SyncRecord added =
                SmallPeer.record("note", "new", ROOT + ":a:", "{\"tenant\":\"b\",\"text\":\"lie\",\"related\":[]}");
        SyncRecord nobodys =
                SmallPeer.record("note", "null", ROOT + ":a:", "{\"tenant\":null,\"text\":\"lie\",\"related\":[]}");
        SyncRecord without = SmallPeer.record("note", "none", ROOT + ":a:", "{\"text\":\"lie\",\"related\":[]}");
        StoreRow own = record(here, "of a");
        SyncRecord changed = SmallPeer.record(
                "note", own.sourceId, ROOT + ":a:", "{\"tenant\":\"b\",\"text\":\"lie\",\"related\":[]}");
        assertThat(changed.id()).isEqualTo(own.id);
        assertThat(receive(added, nobodys, without, changed)).isEqualTo(new DeserializeResult(0, 0, 4));
        assertThat(reasons(here))
                .hasSize(4)
                .anyMatch(reason -> reason.contains("content says tenant \"b\""))
                .anyMatch(reason -> reason.contains("tenant is null"))
                .anyMatch(reason -> reason.contains("tenant is missing"));
        assertThat(notes(here, "admin")).containsExactly("of a", "of b");

        // An alias does not hide the tenant that is written.
        SyncRecord hidden = SmallPeer.record(
                "note", own.sourceId, ROOT + ":a:", "{\"tenant\":\"a\",\"owner\":\"b\",\"text\":\"lie\"}");
        receive(hidden);
        assertThat(notes(here, "b")).containsExactly("of b");
        assertThat(notes(here, "a")).containsExactly("of a");
    }

    @Test
    void keyOfARowOfAnotherTenantIsNotTakenOver() {
        TenantShapes.as("any");
        here.elsewhere("insert into tenant_paper (code, org, title) values ('k', 'b', 'of b')");
        TenantShapes.asNobody();
        SyncRecord lie = SmallPeer.record(
                "paper",
                "k",
                ROOT + ":a:papers:",
                "{\"org\":\"a\",\"title\":\"lie\",\"note_id\":null,\"country_id\":null}");
        assertThat(receive(lie).failed()).isEqualTo(1);
        here.replica().rescan("p");
        here.serialize();
        assertThat(receive(lie).failed()).isEqualTo(1);
        assertThat(papers(here, "b")).containsExactly("of b");
        assertThat(papers(here, "a")).isEmpty();
        assertThat(record(here, "of b").partition).isEqualTo(ROOT + ":b:papers:");
    }

    @Test
    void naturalIdentityIsThatOfTheTenant() {
        run(here, "a", session -> session.persist(new Label("x", "red")));
        run(there, "a", session -> session.persist(new Label("x", "blue")));
        run(there, "b", session -> session.persist(new Label("x", "green")));
        here.sync(there);
        there.sync(here);
        for (SmallPeer peer : List.of(here, there)) {
            assertThat(texts(peer, "a", "select color from Label")).hasSize(1);
            assertThat(texts(peer, "b", "select color from Label")).containsExactly("green");
            assertThat(store(peer, "label")).hasSize(2);
            assertThat(reasons(peer)).isEmpty();
        }
    }

    @Test
    void recordDoesNotReferToARowOfAnotherTenant() {
        twoNotes();
        String ofA = record(here, "of a").id;
        String ofB = record(here, "of b").id;
        SyncRecord one = SmallPeer.record(
                "paper",
                "p",
                ROOT + ":a:papers:",
                "{\"org\":\"a\",\"title\":\"t\",\"note_id\":\"" + ofB + "\",\"country_id\":null}");
        SyncRecord many = SmallPeer.record(
                "note",
                "n",
                ROOT + ":a:",
                "{\"tenant\":\"a\",\"text\":\"n\",\"related\":[\"" + ofA + "\",\"" + ofB + "\"]}");
        assertThat(receive(one, many)).isEqualTo(new DeserializeResult(0, 0, 2));
        assertThat(reasons(here)).allMatch(reason -> reason.contains("refers to record " + ofB + " of another tenant"));
    }

    @Test
    void rowsReferToThoseOfTheirTenantAndToThoseOfAll() {
        run(here, "a", session -> {
            Note note = new Note("note");
            Note other = new Note("other");
            session.persist(other);
            note.related.add(other);
            session.persist(note);
            Country country = new Country("fr");
            session.persist(country);
            Paper paper = new Paper("p", "paper");
            paper.note = note;
            paper.country = country;
            session.persist(paper);
        });
        here.sync(there);
        assertThat(texts(there, "a", "select p.note.text || p.country.code from Paper p"))
                .containsExactly("notefr");
        assertThat(texts(there, "a", "select r.text from Note n join n.related r"))
                .containsExactly("other");
        assertThat(texts(there, "b", "select c.code from Country c")).containsExactly("fr");
        assertThat(reasons(there)).isEmpty();
    }

    @Test
    void rowMovesToAnotherTenant() {
        twoNotes();
        String old = record(there, "of a").id;
        String key = record(there, "of a").localKey;
        run(
                here,
                "admin",
                session -> session.createNativeMutationQuery("update tenant_note set tenant = 'b' where text = 'of a'")
                        .executeUpdate());
        here.sync(there);
        assertThat(notes(there, "a")).isEmpty();
        assertThat(notes(there, "b")).containsExactly("of a", "of b");
        StoreRow now = record(there, "of a");
        assertThat(now.id).isNotEqualTo(old);
        assertThat(now.partition).isEqualTo(ROOT + ":b:");
        assertThat(now.localKey).isEqualTo(key);
        assertThat(reasons(there)).isEmpty();
        assertThat(there.replica().rescan("p")).isEqualTo(new RescanResult(0, 0, 0));
    }

    @Test
    void peerOfOneTenantLosesTheRowThatMovesToAnother() {
        twoNotes();
        run(
                here,
                "admin",
                session -> session.createNativeMutationQuery("update tenant_note set tenant = 'b' where text = 'of a'")
                        .executeUpdate());
        here.sync(there, Filter.parse(ROOT + ":a:"));
        assertThat(notes(there, "admin")).containsExactly("of b");
        assertThat(reasons(there)).isEmpty();
    }

    @Test
    void tenantsMayHaveRootsOfTheirOwn() {
        String other = here.joinAnother();
        Function<String, String> roots =
                tenant -> tenant.equals("a") ? ROOT : tenant.equals("b") ? other : "f".repeat(32);
        here.restart(withRoots(roots));
        for (String tenant : List.of("a", "b", "c")) {
            run(here, tenant, session -> session.persist(new Note("of " + tenant)));
        }
        here.serialize();
        assertThat(record(here, "of a").partition).isEqualTo(ROOT + ":a:");
        assertThat(record(here, "of b").partition).isEqualTo(other + ":b:");
        assertThat(store(here, "note")).hasSize(2);
        assertThat(here.replica().unplacedRows()).singleElement().satisfies(rows -> {
            assertThat(rows.reason()).isEqualTo(UnplacedReason.OUTSIDE);
            assertThat(rows.count()).isEqualTo(1);
        });

        // The owner of another root does not write rows of the tenant.
        SyncRecord lie =
                SmallPeer.record("note", "lie", other + ":a:", "{\"tenant\":\"a\",\"text\":\"lie\",\"related\":[]}");
        SyncRecord right = SmallPeer.record(
                "note", "right", other + ":b:", "{\"tenant\":\"b\",\"text\":\"right\",\"related\":[]}");
        assertThat(receive(lie, right)).isEqualTo(new DeserializeResult(1, 0, 1));
        assertThat(reasons(here)).singleElement().asString().contains("tenant \"a\" belongs to root " + ROOT);
    }

    private static Hooks withRoots(Function<String, String> roots) {
        return new Hooks(Map.of(), Map.of(), Map.of(), List.of(), List.of(), Map.of(), roots::apply);
    }
}
