package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.morango.common.MorangoException;
import org.morango.hibernate.clinic.Allergy;
import org.morango.hibernate.clinic.Patient;
import org.morango.hibernate.clinic.Visit;
import org.morango.hibernate.report.AdoptionProgress;
import org.morango.hibernate.report.AdoptionResult;
import org.morango.replica.DeserializeResult;

/** Rows that an application had before it had the library. */
abstract class AdoptionContract extends PeerContract {
    AdoptionContract(ReplicaContract.Peers peers) {
        super(peers);
    }

    @BeforeEach
    void fill() {
        before(here, "Ada", "Bea");
        before(there, "Eve", "Ada");
        ClinicContract.join(here);
    }

    /** Fills a database whose application has no library yet, and starts it with the library. */
    private static void before(TestPeer peer, String... names) {
        List<String> statements = new ArrayList<>();
        for (int i = 0; i < names.length; i++) {
            statements.add("insert into Patient (id, version, name, contact_id) values (" + (i + 1) + ", 0, '"
                    + names[i] + "', " + (i == 0 ? "null" : "1") + ")");
            statements.add("insert into Visit (id, patient_id, reason) values (" + (i + 1) + ", " + (i + 1)
                    + ", 'first of " + names[i] + "')");
        }
        statements.add("delete from morango_model");
        peer.elsewhere(statements.toArray(String[]::new));
        if (!peer.isSqlite) {
            peer.elsewhere(peer.restartNumbers("Patient", 100), peer.restartNumbers("Visit", 100));
        }
        peer.restart();
    }

    private static AdoptionResult adopt(TestPeer peer, Adoption adoption) {
        return peer.replica().rows().adopt(TestPeer.PROFILE, adoption);
    }

    @Test
    void rowsOfTwoPeersBecomeOneSet() {
        assertThat(adopt(here, Adoption.ofNewRows())).isEqualTo(new AdoptionResult(4, 0));
        ClinicContract.join(there);
        assertThat(here.sync(there)).isEqualTo(new DeserializeResult(0, 0, 4));
        assertThat(there.reason(there.pending().iterator().next())).contains("Morango.adopt");
        assertThat(adopt(there, Adoption.ofNewRows().matching(Patient.class, "name")))
                .isEqualTo(new AdoptionResult(3, 1));
        assertThat(there.deserialize().failed()).isZero();
        there.sync(here);
        here.sync(there);
        assertThat(ClinicContract.patients(here)).containsExactly("Ada of Eve", "Bea of Ada", "Eve of ");
        assertThat(ClinicContract.patients(there)).isEqualTo(ClinicContract.patients(here));
        assertThat(here.count(Visit.class)).isEqualTo(4);
        assertThat(there.count(Visit.class)).isEqualTo(4);
    }

    @Test
    void rowsAreMatchedByTheRowsToWhichTheyRefer() {
        adopt(here, Adoption.ofNewRows());
        ClinicContract.join(there);
        here.sync(there);
        Adoption adoption =
                Adoption.ofNewRows().matching(Patient.class, "name").matching(Visit.class, "patient", "reason");
        assertThat(adopt(there, adoption)).isEqualTo(new AdoptionResult(3, 2));
        assertThat(there.deserialize().failed()).isZero();
        assertThat(there.count(Visit.class)).isEqualTo(3);
    }

    @Test
    void matchingTakesNoStatementForEachRow() {
        assertThat(statementsOfMatching(50)).isEqualTo(statementsOfMatching(10));
    }

    /** Returns the number of statements that match so many visits, each of a patient of its own. */
    private long statementsOfMatching(int visits) {
        here.clear();
        there.clear();
        String[] names = IntStream.range(0, visits).mapToObj(i -> "p" + i).toArray(String[]::new);
        before(here, names);
        before(there, names);
        ClinicContract.join(here);
        ClinicContract.join(there);
        adopt(here, Adoption.ofNewRows());
        here.sync(there);
        Adoption adoption =
                Adoption.ofNewRows().matching(Patient.class, "name").matching(Visit.class, "patient", "reason");
        AtomicReference<AdoptionResult> result = new AtomicReference<>();
        long statements = Statements.of(there.factory).prepared(() -> result.set(adopt(there, adoption)));
        assertThat(result.get()).isEqualTo(new AdoptionResult(2L * visits, 2L * visits));
        return statements;
    }

    @Test
    void adoptionMayBeCalledAgain() {
        adopt(here, Adoption.ofNewRows());
        here.elsewhere("insert into Patient (id, version, name) values (50, 0, 'Kim')");
        assertThat(adopt(here, Adoption.ofNewRows())).isEqualTo(new AdoptionResult(1, 0));
        assertThat(adopt(here, Adoption.ofNewRows())).isEqualTo(new AdoptionResult(0, 0));
        assertThat(here.store()).hasSize(5);
    }

    @Test
    void dryRunCountsAndChangesNothing() {
        adopt(here, Adoption.ofNewRows());
        ClinicContract.join(there);
        here.sync(there);
        Set<String> pending = there.pending();
        Adoption adoption =
                Adoption.ofNewRows().matching(Patient.class, "name").matching(Visit.class, "patient", "reason");
        assertThat(adopt(there, adoption.dryRun())).isEqualTo(new AdoptionResult(4, 2));
        assertThat(there.store()).allMatch(row -> row.localKey == null);
        assertThat(there.pending()).isEqualTo(pending);
        assertThat(there.changed(Patient.class)).isEmpty();
        assertThat(there.deserialize()).isEqualTo(new DeserializeResult(0, 0, 4));
        assertThat(adopt(there, adoption).matched()).isEqualTo(2);
    }

    @Test
    void listenerHearsOfItsProgress() {
        List<AdoptionProgress> heard = new ArrayList<>();
        adopt(here, Adoption.ofNewRows().listener(heard::add));
        assertThat(heard)
                .containsExactly(new AdoptionProgress(Patient.class, 2, 0), new AdoptionProgress(Visit.class, 2, 0));
    }

    @Test
    void rowsThatTheApplicationHasNotedNeedNoAdoption() {
        there.clear();
        ClinicContract.join(there);
        there.run(session -> session.persist(new Patient("Kim")));
        there.elsewhere("delete from morango_model");
        there.restart();
        adopt(here, Adoption.ofNewRows());
        assertThat(here.sync(there)).isEqualTo(new DeserializeResult(4, 0, 0));
    }

    @Test
    void adoptionNeedsACertificateAndSyncedAttributes() {
        assertThatThrownBy(() -> adopt(there, Adoption.ofNewRows()))
                .isInstanceOf(MorangoException.class)
                .hasMessageContaining("join first");
        assertThatThrownBy(() -> adopt(here, Adoption.ofNewRows().matching(Patient.class, "visits")))
                .isInstanceOf(MorangoException.class)
                .hasMessageContaining("visits");
        assertThatThrownBy(() -> adopt(here, Adoption.ofNewRows().matching(Allergy.class, "description")))
                .isInstanceOf(MorangoException.class)
                .hasMessageContaining("its identity says which record a row is");
        assertThat(here.store()).isEmpty();
    }
}
