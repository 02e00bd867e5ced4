package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.hibernate.Hibernate;
import org.hibernate.proxy.HibernateProxy;
import org.junit.jupiter.api.Test;
import org.morango.hibernate.clinic.Allergy;
import org.morango.hibernate.clinic.Patient;
import org.morango.hibernate.internal.conflict.EntityMerge;

/** Functions that merge, of entities that keep their own keys. */
abstract class OwnKeyMergeContract extends ClinicContract {
    OwnKeyMergeContract(ReplicaContract.Peers peers) {
        super(peers);
    }

    @Test
    void functionsThatMergeSeeTheRowsHere() {
        skip(there, 3);
        here.run(session -> {
            for (String name : List.of("Kim", "Lee", "Ada")) {
                session.persist(new Patient(name));
            }
            session.persist(new Allergy("nuts", null));
            named(session, "Ada").contact = named(session, "Kim");
            named(session, "Ada").allergies.add(only(session, Allergy.class));
        });
        here.sync(there);
        List<Object> seen = new ArrayList<>();
        there.onConflict(
                Patient.class,
                model -> new EntityMerge<>(model, Patient.class, (ours, theirs, context) -> {
                    seen.add(ours.id);
                    seen.add(key(ours.contact));
                    seen.add(key(theirs.contact));
                    seen.add(ours.allergies.size());
                    ours.contact = theirs.contact;
                    return ours;
                }));
        change(here, "Ada", ada -> ada.contact = here.get(session -> named(session, "Lee")));
        change(there, "Ada", ada -> ada.name = "Adah");
        there.serialize();
        here.sync(there);
        List<Object> keys = there.get(session ->
                List.of(key(named(session, "Adah")), key(named(session, "Kim")), key(named(session, "Lee")), 1));
        assertThat(seen).isEqualTo(keys);
        assertThat(key(there.get(session -> named(session, "Adah").contact))).isEqualTo(keys.get(2));
        there.run(session -> assertThat(named(session, "Adah").allergies).hasSize(1));
        there.sync(here);
        here.run(session -> assertThat(Hibernate.unproxy(named(session, "Adah").contact, Patient.class).name)
                .isEqualTo("Lee"));
    }

    private static Object key(Patient patient) {
        return HibernateProxy.extractLazyInitializer(patient) == null
                ? patient.id
                : HibernateProxy.extractLazyInitializer(patient).getInternalIdentifier();
    }

    @Test
    void rowsThatFunctionsSeeAreLookedUpTogether() {
        there.onConflict(
                Patient.class,
                model -> new EntityMerge<>(model, Patient.class, (ours, theirs, context) -> {
                    assertThat(ours.contact).isNotNull();
                    return ours;
                }));
        statementsForConflicts(1);
        assertThat(statementsForConflicts(50)).isLessThan(statementsForConflicts(1) + 10);
    }

    /** Returns the number of statements that 50 conflicts take, of patients with so many different contacts. */
    private long statementsForConflicts(int contacts) {
        here.run(session -> {
            List<Patient> all = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                all.add(new Patient("contact"));
                session.persist(all.get(i));
            }
            for (int i = 0; i < 50; i++) {
                Patient patient = new Patient("patient" + contacts);
                patient.contact = all.get(i % contacts);
                session.persist(patient);
            }
        });
        here.sync(there);
        for (TestPeer peer : List.of(here, there)) {
            peer.run(session -> session.createMutationQuery("update Patient set address.town = '" + peer.instance()
                            + "' where name = 'patient" + contacts + "'")
                    .executeUpdate());
            peer.serialize();
        }
        return Statements.of(there.factory)
                .prepared(() -> Transfers.send(
                        here.replica(),
                        there.replica(),
                        TestPeer.PROFILE,
                        sender -> there.replica().dequeue(Transfers.ID, sender)));
    }
}
