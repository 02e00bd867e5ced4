package org.morango.it.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.Test;
import org.morango.it.documents.modeling.Account;
import org.morango.it.documents.modeling.Allergy;
import org.morango.it.documents.modeling.Country;
import org.morango.it.documents.modeling.Patient;
import org.morango.it.documents.modeling.Referral;
import org.morango.it.documents.modeling.Visit;
import org.morango.testkit.Convergence;
import org.morango.testkit.Peers;
import org.morango.testkit.TestPeer;

/** What docs/modeling.md says of identities and partitions. */
@Peers(entities = {Patient.class, Visit.class, Referral.class, Allergy.class, Country.class, Account.class})
class OwnKeysTest {
    private static List<String> partitions(TestPeer peer, String model) {
        return peer.entityManagerFactory()
                .unwrap(SessionFactory.class)
                .fromSession((Session session) -> session.createNativeQuery(
                                "select record_partition from morango_store where model_name = :model", String.class)
                        .setParameter("model", model)
                        .getResultList());
    }

    @Test
    void patientsOfTheSameNumberAreTwoPatients(TestPeer town, TestPeer village) {
        Patient ada = new Patient("Ada");
        Patient bea = new Patient("Bea");
        town.inTransaction(entities -> {
            Account account = new Account();
            entities.persist(account);
            ada.setCreatedBy(account);
            entities.persist(ada);
            Visit visit = new Visit(ada, "cough");
            entities.persist(visit);
            entities.persist(new Referral(visit));
        });
        village.inTransaction(entities -> {
            entities.persist(bea);
            entities.persist(new Visit(bea, "fever"));
        });
        assertThat(ada.getId()).isEqualTo(bea.getId());

        village.syncWith(town);

        Convergence.assertSame(town, village);
        assertThat(town.findAll(Patient.class)).extracting(Patient::name).containsExactlyInAnyOrder("Ada", "Bea");
        Patient arrived = village.findAll(Patient.class).stream()
                .filter(patient -> patient.name().equals("Ada"))
                .findFirst()
                .orElseThrow();
        assertThat(arrived.getId()).isNotEqualTo(ada.getId());
        assertThat(arrived.getCreatedBy()).isNull();
        assertThat(village.findAll(Referral.class))
                .extracting(Referral::patientId)
                .containsExactly(arrived.getId());
        assertThat(partitions(village, "visit")).hasSize(2).hasSameElementsAs(partitions(village, "patient"));
    }

    @Test
    void rowsThatEveryPeerHasAreTheSameRecords(TestPeer town, TestPeer village) {
        for (TestPeer peer : List.of(town, village)) {
            peer.inTransaction(entities -> {
                entities.persist(new Allergy("PEN", "Penicillin"));
                entities.persist(new Country("FR", "France"));
            });
        }
        town.inTransaction(entities -> entities.persist(new Country("DE", "Germany")));

        village.syncWith(town);

        Convergence.assertSame(town, village);
        assertThat(village.findAll(Allergy.class)).hasSize(1);
        assertThat(village.findAll(Country.class)).hasSize(2);
    }
}
