package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.morango.common.MorangoException;
import org.morango.hibernate.clinic.Allergy;
import org.morango.hibernate.clinic.Patient;
import org.morango.hibernate.clinic.Referral;
import org.morango.hibernate.clinic.Visit;
import org.morango.hibernate.internal.store.StoreRow;

/** Two peers have entered the same patient, and one of them makes one record of the two. */
abstract class UniteContract extends ClinicContract {
    UniteContract(ReplicaContract.Peers peers) {
        super(peers);
    }

    private static Long enter(TestPeer peer, Patient patient) {
        peer.run(session -> session.persist(patient));
        return patient.id;
    }

    private static String recordId(TestPeer peer, Class<?> entity, Object key) {
        return peer.replica().rows().recordId(entity, key).orElseThrow();
    }

    /** Lets received records of a model wait, as they do before its rows are adopted. */
    private static void await(TestPeer peer, String model) {
        peer.run(session -> session.createMutationQuery(
                        "update MorangoModelRow m set m.adopted = false where m.modelName = :model")
                .setParameter("model", model)
                .executeUpdate());
    }

    /** Enters a patient there, whose record has such an id, and sends it here, where it waits. */
    private String arrive(String name, Predicate<String> wanted) {
        Long key = enter(there, new Patient(name));
        there.serialize();
        while (!wanted.test(recordId(there, Patient.class, key))) {
            Long other = key;
            there.run(session -> session.remove(session.find(Patient.class, other)));
            key = enter(there, new Patient(name));
            there.serialize();
        }
        await(here, "patient");
        there.sync(here);
        String id = recordId(there, Patient.class, key);
        assertThat(here.pending()).containsExactly(id);
        return id;
    }

    private static void unite(TestPeer peer, Class<?> entity, Object key, String recordId) {
        peer.replica().rows().unite(entity, key, recordId);
    }

    private void assertRefused(Class<?> entity, Object key, String recordId, String reason) {
        List<String> notes = notes();
        assertThatThrownBy(() -> unite(here, entity, key, recordId))
                .isInstanceOf(MorangoException.class)
                .hasMessageContaining(reason);
        assertThat(notes()).isEqualTo(notes);
    }

    private List<String> notes() {
        return here.get(session -> session.createSelectionQuery(
                        "select o.modelName || o.kind || o.rows from MorangoOutboxRow o order by o.id", String.class)
                .getResultList());
    }

    @Test
    void rowWithoutARecordBecomesTheRowOfTheOther() {
        String other = arrive("Ada", id -> true);
        Patient ada = new Patient("Ada Lovelace");
        Long key = enter(here, ada);
        here.run(session -> session.persist(new Visit(ada, "cough")));
        unite(here, Patient.class, key, other);
        assertThat(recordId(here, Patient.class, key)).isEqualTo(other);
        assertThat(here.pending()).isEmpty();
        here.sync(there);
        assertThat(patients(there)).containsExactly("Ada Lovelace of ");
        assertThat(there.count(Visit.class)).isEqualTo(1);
        assertThat(there.store(other).conflictingData()).contains("\"Ada\"");
        assertThat(here.store()).noneMatch(row -> row.deleted);
    }

    @Test
    void recordOfTheRowIsDeletedAndItsReferrersNameTheOther() {
        Patient ada = new Patient("Ada");
        Long key = enter(here, ada);
        Patient kim = new Patient("Kim");
        kim.contact = ada;
        enter(here, kim);
        here.sync(there);
        String own = recordId(here, Patient.class, key);
        String other = arrive("Ada", id -> id.compareTo(own) < 0);
        assertThat(there.count(Patient.class)).isEqualTo(3);
        unite(here, Patient.class, key, other);
        assertThat(here.store(own)).satisfies(row -> assertThat(row.deleted).isTrue());
        assertThat(recordId(here, Patient.class, key)).isEqualTo(other);
        here.sync(there);
        there.sync(here);
        for (TestPeer peer : List.of(here, there)) {
            assertThat(patients(peer)).containsExactly("Ada of ", "Kim of Ada");
            assertThat(peer.pending()).isEmpty();
        }
    }

    @Test
    void recordsThatWaitForTheOtherAreWritten() {
        String other = arrive("Ada", id -> true);
        there.run(session -> session.persist(new Visit(only(session, Patient.class), "")));
        there.sync(here);
        assertThat(here.count(Visit.class)).isZero();
        Long key = enter(here, new Patient("Ada"));
        unite(here, Patient.class, key, other);
        List<Long> patients =
                here.get(session -> session.createSelectionQuery("select v.patient.id from Visit v", Long.class)
                        .getResultList());
        assertThat(patients).containsExactly(key);
    }

    @Test
    void twoPeersThatUniteTheSameKeepOneOfBoth() {
        Long mine = enter(here, new Patient("Ada"));
        here.serialize();
        String own = recordId(here, Patient.class, mine);
        String other = arrive("Ada", id -> true);
        Long theirs = (Long) there.replica().rows().key(Patient.class, other).orElseThrow();
        await(there, "patient");
        here.sync(there);
        TestPeer loser = own.compareTo(other) < 0 ? there : here;
        for (TestPeer peer : List.of(here, there)) {
            Long key = peer == here ? mine : theirs;
            String pending = peer == here ? other : own;
            if (peer == loser) {
                unite(peer, Patient.class, key, pending);
            } else {
                assertThatThrownBy(() -> unite(peer, Patient.class, key, pending))
                        .isInstanceOf(MorangoException.class)
                        .hasMessageContaining("lower");
            }
        }
        here.sync(there);
        there.sync(here);
        here.sync(there);
        for (TestPeer peer : List.of(here, there)) {
            assertThat(patients(peer)).containsExactly("Ada of ");
            assertThat(peer.pending()).isEmpty();
            assertThat(peer.store().stream().filter(row -> !row.deleted).map(row -> row.id))
                    .containsExactly(loser == here ? other : own);
        }
    }

    @Test
    void rowsWhoseRecordsWouldHaveToMoveForbidIt() {
        Patient ada = new Patient("Ada");
        Long key = enter(here, ada);
        here.run(session -> session.persist(new Visit(ada, "cough")));
        here.serialize();
        String own = recordId(here, Patient.class, key);
        String other = arrive("Ada", id -> id.compareTo(own) < 0);
        assertRefused(Patient.class, key, other, "Visit refers to the row");
        assertThat(here.pending()).containsExactly(other);
    }

    @Test
    void rowHasToBelongToThePartitionOfTheRecord() {
        Patient ada = new Patient("Ada");
        enter(there, ada);
        there.sync(here);
        await(here, "referral");
        Referral received = new Referral(ada);
        there.run(session -> session.persist(received));
        there.sync(here);
        String other = recordId(there, Referral.class, received.id);
        assertThat(here.pending()).containsExactly(other);
        Patient kim = new Patient("Kim");
        enter(here, kim);
        Referral row = new Referral(kim);
        here.run(session -> session.persist(row));
        here.serialize();
        assertRefused(Referral.class, row.id, other, "is in partition");
    }

    @Test
    void onlyAPendingRecordAndARowOfTheSameEntityAreUnited() {
        String other = arrive("Ada", id -> true);
        Patient eve = new Patient("Eve");
        Long key = enter(here, eve);
        Visit visit = new Visit(eve, "cough");
        here.run(session -> session.persist(visit));
        assertRefused(Patient.class, key, "0".repeat(32), "no such record");
        assertRefused(Patient.class, key, "a\nb", "no such record");
        assertRefused(Patient.class, 4711L, other, "no such row");
        assertRefused(Patient.class, 4711, other, "is a Long");
        assertRefused(Visit.class, visit.id, other, "model patient");
        assertRefused(Allergy.class, 1, other, "its identity says");
        here.serialize();
        Long kim = enter(here, new Patient("Kim"));
        assertRefused(Patient.class, kim, recordId(here, Patient.class, key), "has row " + key);
        here.run(session -> session.remove(session.find(Patient.class, kim)));
        here.serialize();
        unite(here, Patient.class, enter(here, new Patient("Ada")), other);
        StoreRow united = here.store(other);
        assertRefused(Patient.class, key, other, "has row " + united.localKey);
    }
}
