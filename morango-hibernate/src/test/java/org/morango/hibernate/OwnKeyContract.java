package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.time.Instant;
import java.util.List;
import org.hibernate.Hibernate;
import org.junit.jupiter.api.Test;
import org.morango.hibernate.clinic.Allergy;
import org.morango.hibernate.clinic.Asset;
import org.morango.hibernate.clinic.Clerk;
import org.morango.hibernate.clinic.Patient;
import org.morango.hibernate.clinic.Referral;
import org.morango.hibernate.clinic.Remark;
import org.morango.hibernate.clinic.Visit;
import org.morango.hibernate.clinic.Ward;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.hibernate.report.RescanResult;
import org.morango.hibernate.report.UnplacedReason;
import org.morango.replica.DeserializeResult;

/** Entities that keep their own keys: numbers that differ at each peer, and references by them. */
abstract class OwnKeyContract extends ClinicContract {
    OwnKeyContract(ReplicaContract.Peers peers) {
        super(peers);
    }

    @Test
    void rowsArriveUnderTheReceiversOwnNumbers() {
        skip(there, 3);
        here.run(session -> {
            Clerk clerk = new Clerk("Kim");
            session.persist(clerk);
            Allergy nuts = new Allergy("nuts", "Nuts");
            session.persist(nuts);
            Patient ada = new Patient("Ada");
            ada.createdBy = clerk;
            ada.address = new Patient.Address("Elm", "Ulm");
            ada.allergies.add(nuts);
            session.persist(ada);
            Patient bea = new Patient("Bea");
            bea.contact = ada;
            session.persist(bea);
            Visit visit = new Visit(bea, "cough");
            session.persist(visit);
            session.persist(new Remark(ROOT.id(), visit, "better soon"));
        });
        here.serialize();
        there.serialize();
        assertThat(here.sync(there)).isEqualTo(new DeserializeResult(5, 0, 0));
        there.run(session -> {
            Patient bea = named(session, "Bea");
            Patient ada = Hibernate.unproxy(bea.contact, Patient.class);
            assertThat(ada.name).isEqualTo("Ada");
            assertThat(ada.address.town).isEqualTo("Ulm");
            assertThat(ada.createdBy).isNull();
            assertThat(ada.allergies)
                    .singleElement()
                    .satisfies(a -> assertThat(a.code).isEqualTo("nuts"));
            assertThat(Hibernate.unproxy(only(session, Visit.class).patient)).isSameAs(bea);
            assertThat(Hibernate.unproxy(only(session, Remark.class).visit, Visit.class).reason)
                    .isEqualTo("cough");
        });
        Long mine = here.get(session -> named(session, "Bea").id);
        Long theirs = there.get(session -> named(session, "Bea").id);
        assertNumberedAnew(mine, theirs);
        assertThat(record(there, "patient", theirs).id).isEqualTo(record(here, "patient", mine).id);
        assertThat(record(here, "visit", here.get(session -> only(session, Visit.class).id)).partition)
                .isEqualTo(ROOT.id() + ":patients:" + record(here, "patient", mine).id);
        assertThat(there.sync(here)).isEqualTo(new DeserializeResult(0, 0, 0));
        String id = here.replica().rows().recordId(Patient.class, mine).orElseThrow();
        assertThat(there.replica().rows().key(Patient.class, id)).contains(theirs);
        assertThat(there.replica().rows().key(Patient.class, "0".repeat(32))).isEmpty();
        assertThat(here.replica().rows().recordId(Patient.class, -1L)).isEmpty();
    }

    @Test
    void changesAndDeletionsTravelBothWays() {
        here.run(session -> {
            Patient ada = new Patient("Ada");
            session.persist(ada);
            session.persist(new Visit(ada, "cough"));
            session.persist(new Visit(ada, "fever"));
        });
        skip(there, 2);
        here.serialize();
        here.sync(there);
        change(there, "Ada", ada -> ada.address = new Patient.Address("Oak", "Bonn"));
        there.serialize();
        there.sync(here);
        here.run(session -> assertThat(named(session, "Ada").address.town).isEqualTo("Bonn"));
        here.run(
                session -> session.remove(session.createSelectionQuery("from Visit where reason = 'cough'", Visit.class)
                        .getSingleResult()));
        here.serialize();
        assertThat(here.sync(there)).isEqualTo(new DeserializeResult(0, 1, 0));
        there.run(session -> assertThat(only(session, Visit.class).reason).isEqualTo("fever"));
        assertThat(there.store())
                .filteredOn(row -> row.deleted && row.modelName.equals("visit"))
                .allSatisfy(row -> assertThat(row.localKey).isNull());
    }

    @Test
    void deletionOfAReferredRowTakesWhatRefersToIt() {
        here.run(session -> {
            Patient ada = new Patient("Ada");
            session.persist(ada);
            Patient bea = new Patient("Bea");
            bea.contact = ada;
            session.persist(bea);
        });
        here.serialize();
        here.sync(there);
        there.run(session -> {
            Visit visit = new Visit(named(session, "Ada"), "cough");
            session.persist(visit);
            session.persist(new Remark(ROOT.id(), visit, "noted"));
        });
        here.run(session -> {
            named(session, "Bea").contact = null;
            session.flush();
            session.remove(named(session, "Ada"));
        });
        here.serialize();
        here.sync(there);
        assertThat(there.count(Visit.class)).isZero();
        assertThat(there.count(Remark.class)).isZero();
        assertThat(there.count(Patient.class)).isEqualTo(1);
        there.serialize();
        assertThat(there.sync(here).failed()).isZero();
        assertThat(here.count(Patient.class)).isEqualTo(1);
    }

    @Test
    void keyThatIsUsedAgainIsAnotherRecord() {
        here.run(session -> session.persist(new Patient("Ada")));
        here.serialize();
        here.sync(there);
        Long number = here.get(session -> named(session, "Ada").id);
        String first = record(here, "patient", number).id;
        here.run(session -> session.remove(named(session, "Ada")));
        here.elsewhereNoted(Patient.class, "insert into Patient (id, version, name) values (" + number + ", 0, 'Bea')");
        here.serialize();
        assertThat(record(here, "patient", number).id).isNotEqualTo(first);
        assertThat(here.store(first).deleted).isTrue();
        assertThat(here.sync(there)).isEqualTo(new DeserializeResult(1, 1, 0));
        there.run(session -> assertThat(only(session, Patient.class).name).isEqualTo("Bea"));
    }

    @Test
    void recordWhoseRowWasHardDeletedAndMadeAgainInheritsNothing() {
        here.run(session -> session.persist(new Allergy("nuts", null)));
        here.sync(there);
        String id = record(here, "allergy", here.get(session -> only(session, Allergy.class).number)).id;
        for (TestPeer peer : List.of(here, there)) {
            peer.run(session -> only(session, Allergy.class).description = peer == here ? "secret" : "other");
        }
        here.sync(there);
        there.sync(here);
        assertThat(here.store(id).conflictingData()).contains("secret");
        here.run(session -> Morango.hardDelete(session, only(session, Allergy.class)));
        here.run(session -> session.persist(new Allergy("nuts", null)));
        here.serialize();
        StoreRow again = record(here, "allergy", here.get(session -> only(session, Allergy.class).number));
        assertThat(again.id).isEqualTo(id);
        assertThat(again.deleted).isFalse();
        assertThat(again.conflictingData()).isEmpty();
    }

    @Test
    void hardDeletionBesideAReceivedDeletionRemovesContents() {
        here.run(session -> session.persist(new Allergy("nuts", null)));
        here.sync(there);
        String id = record(here, "allergy", here.get(session -> only(session, Allergy.class).number)).id;
        for (TestPeer peer : List.of(here, there)) {
            peer.run(session -> only(session, Allergy.class).description = peer == here ? "secret" : "other");
        }
        here.sync(there);
        there.sync(here);
        assertThat(here.store(id).conflictingData()).contains("secret");
        here.run(session -> Morango.hardDelete(session, only(session, Allergy.class)));
        there.run(session -> session.remove(only(session, Allergy.class)));
        there.sync(here);
        here.run(session -> session.persist(new Allergy("nuts", null)));
        here.serialize();
        StoreRow again = record(here, "allergy", here.get(session -> only(session, Allergy.class).number));
        assertThat(again.id).isEqualTo(id);
        assertThat(again.conflictingData()).isEmpty();
    }

    @Test
    void rowsThatNobodyNotedAreFoundByRescans() {
        here.run(session -> {
            Patient ada = new Patient("Ada");
            session.persist(ada);
            session.persist(new Visit(ada, "cough"));
        });
        Long number = here.get(session -> named(session, "Ada").id);
        here.serialize();
        here.sync(there);
        here.elsewhere(
                "update Patient set name = 'Eve'",
                "delete from Visit",
                "insert into Patient (id, version, name, contact_id) values (9999, 0, 'Bea', " + number + ")");
        assertThat(here.replica().rescan(TestPeer.PROFILE)).isEqualTo(new RescanResult(1, 1, 1));
        here.serialize();
        assertThat(here.sync(there)).isEqualTo(new DeserializeResult(2, 1, 0));
        there.run(session -> assertThat(Hibernate.unproxy(named(session, "Bea").contact, Patient.class).name)
                .isEqualTo("Eve"));
        assertThat(here.replica().rescan(TestPeer.PROFILE)).isEqualTo(new RescanResult(0, 0, 0));
    }

    @Test
    void rowThatIsGoneUnnoticedComesBackWithTheNextChange() {
        here.run(session -> {
            session.persist(new Allergy("nuts", "all"));
            session.persist(new Patient("Ada"));
        });
        here.serialize();
        here.sync(there);
        there.elsewhere("delete from Allergy", "delete from Patient");
        here.run(session -> {
            only(session, Allergy.class).description = "some";
            named(session, "Ada").name = "Eve";
        });
        here.serialize();
        assertThat(here.sync(there)).isEqualTo(new DeserializeResult(2, 0, 0));
        assertThat(description(there)).isEqualTo("some");
        assertThat(patients(there)).containsExactly("Eve of ");
        // The records lead to the rows that have come back.
        there.run(session -> only(session, Allergy.class).description = "none");
        there.serialize();
        there.sync(here);
        assertThat(description(here)).isEqualTo("none");
    }

    @Test
    void rowThatARowRefersToIsSerializedWithIt() {
        here.elsewhere("insert into Patient (id, version, name) values (9999, 0, 'Ada')");
        here.run(session -> session.persist(new Visit(session.find(Patient.class, 9999L), "cough")));
        here.serialize();
        assertThat(here.sync(there)).isEqualTo(new DeserializeResult(2, 0, 0));
        there.run(session -> assertThat(Hibernate.unproxy(only(session, Visit.class).patient, Patient.class).name)
                .isEqualTo("Ada"));
    }

    @Test
    void plainValuesThatHoldKeysAreReferences() {
        skip(there, 3);
        here.run(session -> {
            Patient ada = new Patient("Ada");
            session.persist(ada);
            List<Visit> visits = List.of(new Visit(ada, "cough"), new Visit(ada, "fever"));
            visits.forEach(session::persist);
            Allergy nuts = new Allergy("nuts", null);
            session.persist(nuts);
            Referral referral = new Referral(ada);
            visits.forEach(visit -> referral.visitIds.add(0, visit.id));
            referral.allergyNumbers.put("main", nuts.number);
            session.persist(referral);
        });
        here.serialize();
        assertThat(here.sync(there)).isEqualTo(new DeserializeResult(5, 0, 0));
        there.run(session -> {
            Referral referral = only(session, Referral.class);
            assertThat(session.find(Patient.class, referral.patientId).name).isEqualTo("Ada");
            assertThat(referral.visitIds)
                    .extracting(id -> session.find(Visit.class, id).reason)
                    .containsExactly("fever", "cough");
            assertThat(session.find(Allergy.class, referral.allergyNumbers.get("main")).code)
                    .isEqualTo("nuts");
            Patient bea = new Patient("Bea");
            session.persist(bea);
            referral.visitIds.remove(0);
            referral.allergyNumbers.clear();
        });
        there.serialize();
        there.sync(here);
        here.run(session -> {
            Referral referral = only(session, Referral.class);
            assertThat(referral.visitIds)
                    .extracting(id -> session.find(Visit.class, id).reason)
                    .containsExactly("cough");
            assertThat(referral.allergyNumbers).isEmpty();
            session.remove(only(session, Allergy.class));
            session.createSelectionQuery("from Visit v where v.reason = 'fever'", Visit.class)
                    .getResultList()
                    .forEach(session::remove);
        });
        here.serialize();
        assertThat(here.sync(there)).isEqualTo(new DeserializeResult(0, 2, 0));
        assertThat(there.count(Referral.class)).isEqualTo(1);
    }

    @Test
    void sequencesNumberTheRowsThatArrive() {
        assumeFalse(here.isSqlite);
        there.run(session -> session.persist(new Ward("other", null)));
        here.run(session -> {
            Ward last = null;
            for (int i = 0; i < 70; i++) {
                last = new Ward("ward " + i, i % 10 == 0 ? null : last);
                session.persist(last);
            }
        });
        here.serialize();
        assertThat(here.sync(there)).isEqualTo(new DeserializeResult(70, 0, 0));
        there.run(session -> {
            Ward ninth = session.createSelectionQuery("from Ward w where w.name = 'ward 9'", Ward.class)
                    .getSingleResult();
            Ward eighth = Hibernate.unproxy(ninth.within, Ward.class);
            assertThat(eighth.name).isEqualTo("ward 8");
            Instant saved =
                    here.get(mine -> mine.createSelectionQuery("from Ward w where w.name = 'ward 8'", Ward.class)
                            .getSingleResult()
                            .saved);
            assertThat(eighth.saved).isNotNull().isEqualTo(saved);
            session.persist(new Ward("later", ninth));
        });
        there.serialize();
        assertThat(there.sync(here)).isEqualTo(new DeserializeResult(2, 0, 0));
    }

    @Test
    void bulkStatementsTravel() {
        here.run(session -> {
            for (String name : List.of("Ada", "Bea", "Eve")) {
                session.persist(new Patient(name));
            }
        });
        here.serialize();
        here.sync(there);
        here.run(session -> {
            session.createMutationQuery("update Patient p set p.address.town = 'Ulm' where p.name <> 'Ada'")
                    .executeUpdate();
            session.createMutationQuery("delete from Patient p where p.name = 'Eve'")
                    .executeUpdate();
        });
        here.serialize();
        assertThat(here.sync(there)).isEqualTo(new DeserializeResult(1, 1, 0));
        there.run(session -> assertThat(named(session, "Bea").address.town).isEqualTo("Ulm"));
    }

    @Test
    void listsOfOwnKeysChange() {
        here.run(session -> {
            Patient ada = new Patient("Ada");
            for (String code : List.of("nuts", "milk")) {
                Allergy allergy = new Allergy(code, null);
                session.persist(allergy);
                ada.allergies.add(allergy);
            }
            session.persist(ada);
        });
        skip(there, 1);
        here.serialize();
        here.sync(there);
        there.run(session -> named(session, "Ada").allergies.removeIf(a -> a.code.equals("milk")));
        there.serialize();
        there.sync(here);
        here.run(session -> assertThat(named(session, "Ada").allergies)
                .singleElement()
                .satisfies(a -> assertThat(a.code).isEqualTo("nuts")));
        int version = there.get(session -> named(session, "Ada").version);
        here.run(session -> session.createSelectionQuery("from Allergy a where a.code = 'nuts'", Allergy.class)
                .getResultList()
                .forEach(nuts -> {
                    named(session, "Ada").allergies.clear();
                    session.flush();
                    session.remove(nuts);
                }));
        here.serialize();
        here.sync(there);
        there.run(session -> {
            assertThat(named(session, "Ada").allergies).isEmpty();
            assertThat(named(session, "Ada").version).isGreaterThan(version);
        });
        assertThat(there.count(Allergy.class)).isEqualTo(1);
    }

    @Test
    void rowsMayReferToThemselvesAndToEachOther() {
        here.run(session -> {
            Patient ada = new Patient("Ada");
            Patient bea = new Patient("Bea");
            Patient eve = new Patient("Eve");
            List.of(ada, bea, eve).forEach(session::persist);
            ada.contact = ada;
            bea.contact = eve;
            eve.contact = bea;
            Asset bed = new Asset("bed");
            bed.within = bed;
            session.persist(bed);
        });
        skip(there, 2);
        assertThat(here.sync(there)).isEqualTo(new DeserializeResult(4, 0, 0));
        there.run(session -> {
            List<String> contacts = session.createSelectionQuery(
                            "select p.name || ' ' || p.contact.name from Patient p order by p.name", String.class)
                    .getResultList();
            assertThat(contacts).containsExactly("Ada Ada", "Bea Eve", "Eve Bea");
            Asset bed = only(session, Asset.class);
            assertThat(bed.within).isSameAs(bed);
        });
        there.serialize();
        assertThat(there.sync(here)).isEqualTo(new DeserializeResult(0, 0, 0));
    }

    @Test
    void rowsWrittenBeforeThereIsARootArePlacedOnceThereIsOne() {
        here.clear();
        here.run(session -> {
            Patient ada = new Patient("Ada");
            session.persist(ada);
            session.persist(new Visit(ada, "cough"));
        });
        here.serialize();
        assertThat(here.store()).isEmpty();
        assertThat(here.replica().unplacedRows()).hasSize(2).allSatisfy(rows -> {
            assertThat(rows.reason()).isEqualTo(UnplacedReason.NO_CERTIFICATE);
            assertThat(rows.partition()).isNull();
        });
        join(here);
        here.serialize();
        assertThat(here.sync(there)).isEqualTo(new DeserializeResult(2, 0, 0));
        assertThat(here.replica().unplacedRows()).isEmpty();
    }
}
