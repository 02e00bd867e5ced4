package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.hibernate.Session;
import org.junit.jupiter.api.BeforeEach;
import org.morango.certificate.Certificate;
import org.morango.hibernate.clinic.Allergy;
import org.morango.hibernate.clinic.Patient;
import org.morango.hibernate.clinic.Visit;
import org.morango.hibernate.internal.store.StoreRow;
import org.morango.record.ScopeDefinition;

/** Tests with the entities of a clinic, at two peers that have a certificate of the same root. */
abstract class ClinicContract extends PeerContract {
    private static final ScopeDefinition ALL = ScopeDefinition.named("everything", TestPeer.PROFILE)
            .primaryParam("root")
            .readWrite("${root}")
            .build();
    static final Certificate ROOT = Certificate.root(CertificateContract.KEY, ALL, Map.of());

    ClinicContract(ReplicaContract.Peers peers) {
        super(peers);
    }

    @BeforeEach
    void join() {
        join(here);
        join(there);
    }

    static void join(TestPeer peer) {
        peer.replica().certificates().save(ALL);
        peer.replica().certificates().save(List.of(ROOT), CertificateContract.KEY);
    }

    /** Uses some numbers, so that the next rows have others than at the other peer. */
    static void skip(TestPeer peer, int patients) {
        peer.run(session -> {
            for (int i = 0; i < patients; i++) {
                Patient patient = new Patient("skipped");
                session.persist(patient);
                session.persist(new Visit(patient, "skipped"));
                session.persist(new Allergy("skipped" + i, null));
            }
        });
        peer.run(session -> {
            session.createMutationQuery("delete from Visit").executeUpdate();
            session.createMutationQuery("delete from Patient").executeUpdate();
            session.createMutationQuery("delete from Allergy").executeUpdate();
        });
    }

    static <T> T only(Session session, Class<T> type) {
        List<T> all =
                session.createSelectionQuery("from " + type.getName(), type).getResultList();
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    static String description(TestPeer peer) {
        return peer.get(session -> only(session, Allergy.class).description);
    }

    /** Returns the names of the patients with those of their contacts. */
    static List<String> patients(TestPeer peer) {
        return peer.get(session -> session.createSelectionQuery(
                        "select p.name || ' of ' || coalesce(c.name, '') from Patient p left join p.contact c order by p.name",
                        String.class)
                .getResultList());
    }

    static Patient named(Session session, String name) {
        return session.createSelectionQuery("from Patient p where p.name = :name", Patient.class)
                .setParameter("name", name)
                .getSingleResult();
    }

    static void change(TestPeer peer, String name, Consumer<Patient> change) {
        peer.run(session -> change.accept(named(session, name)));
    }

    /** SQLite gives the number of a deleted row to the next one. */
    void assertNumberedAnew(Number mine, Number theirs) {
        if (!here.isSqlite) {
            assertThat(theirs).isNotEqualTo(mine);
        }
    }

    StoreRow record(TestPeer peer, String model, Object key) {
        List<StoreRow> found = peer.store().stream()
                .filter(row ->
                        row.modelName.equals(model) && String.valueOf(key).equals(row.localKey))
                .toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }
}
