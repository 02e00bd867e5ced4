package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.morango.common.MorangoException;
import org.morango.hibernate.clinic.Allergy;
import org.morango.hibernate.clinic.Patient;
import org.morango.hibernate.clinic.Visit;
import org.morango.hibernate.report.AdoptionResult;
import org.morango.hibernate.report.IdentityImport;
import org.morango.record.Ids;

/** The map of identities outlives the library's tables. */
abstract class IdentityMapContract extends ClinicContract {
    IdentityMapContract(ReplicaContract.Peers peers) {
        super(peers);
    }

    /** Enters two patients with a visit each, and an allergy that every site has. */
    private static void fill(TestPeer peer) {
        peer.run(session -> {
            Patient ada = new Patient("Ada");
            session.persist(ada);
            Patient bea = new Patient("Bea");
            bea.contact = ada;
            session.persist(bea);
            session.persist(new Visit(ada, "cough"));
            session.persist(new Visit(bea, "flu"));
            session.persist(new Allergy("NUT", null));
        });
    }

    private static String export(TestPeer peer) {
        StringWriter out = new StringWriter();
        peer.replica().rows().identities(TestPeer.PROFILE).write(out);
        return out.toString();
    }

    private static IdentityImport load(TestPeer peer, String map) {
        return peer.replica().rows().identities(TestPeer.PROFILE).read(new StringReader(map));
    }

    private static AdoptionResult adopt(TestPeer peer) {
        return peer.replica().rows().adopt(TestPeer.PROFILE, Adoption.ofNewRows());
    }

    /** Empties the library's tables, as if they were dropped and made again. */
    private static void backOut(TestPeer peer) {
        List<String> tables = peer.factory.getMetamodel().getEntities().stream()
                .map(type -> type.getName())
                .filter(name -> name.startsWith("Morango"))
                .toList();
        peer.run(session -> tables.forEach(
                name -> session.createMutationQuery("delete from " + name).executeUpdate()));
        peer.restart();
    }

    /** Returns the ids of the records of all rows. */
    private static Map<String, String> ids(TestPeer peer) {
        return peer.store().stream()
                .filter(row -> row.localKey != null)
                .collect(Collectors.toMap(row -> row.modelName + row.localKey, row -> row.id));
    }

    /** Leaves out records whose ids follow from their rows. */
    private static Map<String, String> numbered(Map<String, String> ids) {
        return ids.entrySet().stream()
                .filter(entry -> !entry.getKey().startsWith("allergy"))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private void assertSame() {
        for (TestPeer peer : List.of(here, there)) {
            assertThat(peer.count(Patient.class)).isEqualTo(2);
            assertThat(peer.count(Visit.class)).isEqualTo(3);
            assertThat(peer.count(Allergy.class)).isEqualTo(1);
            assertThat(peer.pending()).isEmpty();
            assertThat(peer.store())
                    .hasSize(6)
                    .noneMatch(row -> row.deleted)
                    // The row and the record of Bea differ, which is a conflict.
                    .anyMatch(row -> (row.serialized() + row.conflictingData()).contains("Lakeside"));
        }
        assertThat(town(here)).isEqualTo(town(there));
    }

    private static String town(TestPeer peer) {
        return peer.get(session -> session.createSelectionQuery(
                        "select coalesce(p.address.town, '') from Patient p where p.name = 'Bea'", String.class)
                .getSingleResult());
    }

    private void comeBack(boolean pullsFirst) {
        fill(here);
        here.sync(there);
        Map<String, String> before = ids(here);
        String map = export(here);
        backOut(here);
        there.run(session -> {
            named(session, "Bea").address = new Patient.Address("2 Dike Road", "Lakeside");
            session.persist(new Visit(named(session, "Ada"), "check"));
        });
        join(here);
        if (pullsFirst) {
            there.sync(here);
        }
        assertThat(load(here, map)).isEqualTo(new IdentityImport(4, 0, 0, 1, 0, List.of()));
        assertThat(numbered(ids(here))).isEqualTo(numbered(before));
        adopt(here);
        here.deserialize();
        there.sync(here);
        here.sync(there);
        assertThat(ids(here)).containsAllEntriesOf(before);
        assertSame();
        assertThat(load(here, map)).isEqualTo(new IdentityImport(0, 4, 0, 1, 0, List.of()));
    }

    @Test
    void rowsAreTheSameRecordsWhenTheLibraryComesBack() {
        comeBack(false);
    }

    @Test
    void rowsTakeOverRecordsThatHaveArrivedBefore() {
        comeBack(true);
    }

    @Test
    void copyOfADatabaseHasTheSameRecords() {
        for (TestPeer peer : List.of(here, there)) {
            if (!peer.isSqlite) {
                peer.elsewhere(peer.restartNumbers("Patient", 5_000), peer.restartNumbers("Visit", 5_000));
            }
            fill(peer);
        }
        here.serialize();
        backOut(there);
        String map = export(here);
        assertThat(load(there, map)).isEqualTo(new IdentityImport(4, 0, 0, 1, 0, List.of()));
        assertThat(there.store()).isEmpty();
        join(there);
        adopt(there);
        assertThat(numbered(ids(there))).isEqualTo(numbered(ids(here)));
        here.run(session -> {
            named(session, "Bea").address = new Patient.Address("2 Dike Road", "Lakeside");
            session.persist(new Visit(named(session, "Ada"), "check"));
        });
        here.sync(there);
        there.sync(here);
        here.sync(there);
        assertSame();
    }

    @Test
    void wrongLinesAreLeftOutAndReported() {
        fill(here);
        here.serialize();
        List<String> lines = new ArrayList<>(export(here).lines().toList());
        assertThat(lines).hasSize(5);
        String patient = lines.stream()
                .filter(line -> line.contains("\"patient\""))
                .findFirst()
                .orElseThrow();
        String id = patient.replaceAll(".*\"id\":\"([0-9a-f]*)\".*", "$1");
        String key = patient.replaceAll(".*\"key\":\"([^\"]*)\".*", "$1");
        backOut(here);
        join(here);
        String map = String.join(
                "\n",
                "no JSON",
                "",
                "{\"model\":\"patient\"}",
                patient.replace("\"patient\"", "\"client\""),
                patient.replace("\"key\":\"" + key + "\"", "\"key\":\"one\""),
                patient.replace("\"id\":\"" + id, "\"id\":\"" + "0".repeat(32)),
                patient.replace("\"key\":\"" + key + "\"", "\"key\":\"4711\""),
                patient.replace("4711", key),
                patient);
        IdentityImport result = load(here, map);
        assertThat(result.problems())
                .satisfiesExactly(
                        problem -> assertThat(problem).startsWith("line 1: it is not JSON"),
                        problem -> assertThat(problem).startsWith("line 3: it is not a JSON object with"),
                        problem -> assertThat(problem).startsWith("line 4: this application has no model client"),
                        problem -> assertThat(problem).startsWith("line 5: one is not a key of Patient"),
                        problem -> assertThat(problem).startsWith("line 6: the id does not follow"),
                        problem -> assertThat(problem).startsWith("line 8: its key or its record"),
                        problem -> assertThat(problem).startsWith("line 9: its key or its record"));
        assertThat(result.missing()).isEqualTo(1);
        assertThat(result.refused()).isEqualTo(7);
        assertThat(result.imported()).isZero();
        assertThatThrownBy(() -> load(here, "x".repeat(40_000)))
                .isInstanceOf(MorangoException.class)
                .hasMessageContaining("Line 1 is longer");
    }

    @Test
    void rowsAndRecordsThatBelongTogetherAlreadyStay() {
        fill(here);
        here.serialize();
        String root = ROOT.id();
        Long ada = here.get(session -> named(session, "Ada").id);
        String id = Ids.recordId(root + ":patients:${id}", "s", "patient");
        String line = "{\"model\":\"patient\",\"key\":\"" + ada + "\",\"id\":\"" + id
                + "\",\"source_id\":\"s\",\"partition\":\"" + root + ":patients:" + id + "\"}";
        assertThat(load(here, line).problems())
                .singleElement()
                .asString()
                .contains("has record " + record(here, "patient", ada).id + " already");
    }

    @Test
    void idThatIsGivenTwiceIsOneOfTheRows() {
        here.run(session -> {
            session.persist(new Patient("Ada"));
            session.persist(new Patient("Bea"));
        });
        backOut(here);
        String root = ROOT.id();
        String id = Ids.recordId(root + ":patients:${id}", "s", "patient");
        for (String name : List.of("Ada", "Bea")) {
            Long key = here.get(session -> named(session, name).id);
            assertThat(load(
                                    here,
                                    "{\"model\":\"patient\",\"key\":\"" + key + "\",\"id\":\"" + id
                                            + "\",\"source_id\":\"s\",\"partition\":\"" + root + ":patients:" + id
                                            + "\"}")
                            .imported())
                    .isEqualTo(1);
        }
        join(here);
        here.serialize();
        assertThat(here.store()).extracting(row -> row.id).containsExactly(id);
        assertThat(here.replica().heldBack().first(5))
                .singleElement()
                .satisfies(held -> assertThat(held.reason()).contains("names it twice"));
    }
}
