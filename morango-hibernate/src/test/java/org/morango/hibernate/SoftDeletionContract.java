package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.hibernate.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.morango.hibernate.clinic.Appointment;
import org.morango.hibernate.clinic.Patient;
import org.morango.hibernate.clinic.Reminder;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.replica.DeserializeResult;

/** Entities whose deleted rows stay in the table, hidden, and values that Hibernate and the database make. */
abstract class SoftDeletionContract extends PeerContract {
    SoftDeletionContract(ReplicaContract.Peers peers) {
        super(peers);
    }

    @BeforeEach
    void join() {
        ClinicContract.join(here);
        ClinicContract.join(there);
    }

    @AfterEach
    void removeHiddenRows() {
        for (TestPeer peer : List.of(here, there)) {
            peer.elsewhere("delete from Appointment", "delete from Reminder");
        }
    }

    private static Appointment appointment(Session session, String subject) {
        return session.createSelectionQuery("from Appointment a where a.subject = :subject", Appointment.class)
                .setParameter("subject", subject)
                .getSingleResult();
    }

    private static long rows(TestPeer peer, String table) {
        return peer.get(session -> session.createNativeQuery("select count(*) from " + table, Long.class)
                .getSingleResult());
    }

    private void book(String... subjects) {
        here.run(session -> {
            Patient ada = new Patient("Ada");
            session.persist(ada);
            for (String subject : subjects) {
                session.persist(new Appointment(ada, subject));
            }
        });
        here.serialize();
        here.sync(there);
    }

    @Test
    void rowThatItsOwnSqlHidesIsADeletionThatHidesElsewhere() {
        book("teeth", "eyes");
        here.run(session -> session.remove(appointment(session, "teeth")));
        here.serialize();
        assertThat(here.sync(there)).isEqualTo(new DeserializeResult(0, 1, 0));
        assertThat(there.count(Appointment.class)).isEqualTo(1);
        assertThat(rows(there, "Appointment")).isEqualTo(2);
        assertThat(there.changed(Appointment.class)).isEmpty();
        assertThat(there.deletions()).isEmpty();
    }

    @Test
    void rowThatAValueHidesIsADeletionAndShownAgainItIsMadeAgain() {
        book("teeth");
        here.run(session -> appointment(session, "teeth").cancelled = 1);
        here.serialize();
        assertThat(here.sync(there)).isEqualTo(new DeserializeResult(0, 1, 0));
        assertThat(there.count(Appointment.class)).isZero();
        here.run(session -> session.createNativeMutationQuery("update Appointment set cancelled = 0")
                .executeUpdate());
        here.serialize();
        assertThat(here.sync(there)).isEqualTo(new DeserializeResult(1, 0, 0));
        assertThat(there.count(Appointment.class)).isEqualTo(1);
        assertThat(here.store())
                .filteredOn(row -> row.modelName.equals("appointment") && !row.deleted)
                .hasSize(1);
    }

    @Test
    void hiddenRowIsFoundByARescan() {
        book("teeth");
        here.elsewhere("update Appointment set cancelled = 1");
        assertThat(here.replica().rescan(Appointment.class).vanished()).isEqualTo(1);
        here.serialize();
        assertThat(here.sync(there)).isEqualTo(new DeserializeResult(0, 1, 0));
    }

    @Test
    void markOfHibernateIsADeletion() {
        here.run(session -> List.of("a", "b").forEach(text -> session.persist(new Reminder(text))));
        here.serialize();
        here.sync(there);
        here.run(session -> session.createMutationQuery("delete from Reminder r where r.text = 'a'")
                .executeUpdate());
        here.serialize();
        assertThat(here.sync(there)).isEqualTo(new DeserializeResult(0, 1, 0));
        assertThat(there.count(Reminder.class)).isEqualTo(1);
        assertThat(rows(there, "Reminder")).isEqualTo(2);
        there.run(session -> session.remove(
                session.createSelectionQuery("from Reminder", Reminder.class).getSingleResult()));
        there.serialize();
        there.sync(here);
        assertThat(here.count(Reminder.class)).isZero();
        assertThat(rows(here, "Reminder")).isEqualTo(2);
    }

    @Test
    void generatedValuesArriveAsTheyWere() {
        book("teeth");
        here.run(session -> appointment(session, "teeth").subject = "jaw");
        here.serialize();
        here.sync(there);
        Appointment mine = here.get(session -> appointment(session, "jaw"));
        Appointment theirs = there.get(session -> appointment(session, "jaw"));
        assertThat(theirs.created).isNotNull().isEqualTo(mine.created);
        assertThat(theirs.changed).isNotNull().isEqualTo(mine.changed);
        there.replica().rescan(Appointment.class);
        there.serialize();
        StoreRow record = there.store().stream()
                .filter(row -> row.modelName.equals("appointment"))
                .findFirst()
                .orElseThrow();
        assertThat(record.lastSavedInstance).isEqualTo(here.instance());
    }
}
