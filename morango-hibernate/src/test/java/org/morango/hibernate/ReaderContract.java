package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.morango.certificate.Certificate;
import org.morango.certificate.SigningKey;
import org.morango.hibernate.clinic.Repair;
import org.morango.hibernate.clinic.Station;
import org.morango.record.Filter;
import org.morango.record.ScopeDefinition;

/** A peer that may only read, {@code there}, ends with what the sender has. */
abstract class ReaderContract extends ClinicContract {
    private static final SigningKey KEY = SigningKey.generate(new SecureRandom());
    private static final ScopeDefinition READER = ScopeDefinition.named("reader", TestPeer.PROFILE)
            .primaryParam("root")
            .read("${root}")
            .write("${root}:of-the-reader:")
            .build();
    private static final Certificate CERTIFICATE = Certificate.issue(
            CertificateContract.KEY, ROOT, READER, ROOT.scopeParams(), KEY.publicKey(), "of the reader");

    ReaderContract(ReplicaContract.Peers peers) {
        super(peers);
    }

    @BeforeEach
    @Override
    void join() {
        join(here);
        there.replica().certificates().save(READER);
        there.replica().certificates().save(List.of(ROOT, CERTIFICATE), KEY);
    }

    private static Filter parts(String... parts) {
        return Filter.of(
                List.of(parts).stream().map(part -> ROOT.id() + ":" + part).toArray(String[]::new));
    }

    private static String stationOfRepair(TestPeer peer) {
        return peer.get(session -> session.createSelectionQuery("select r.station.name from Repair r", String.class)
                .getSingleResult());
    }

    @Test
    void rowThatGoesWithWhatItReferredToComesBack() {
        here.run(session -> {
            Station station = new Station("a", "former");
            session.persist(station);
            session.persist(new Repair(station, "repair"));
        });
        here.sync(there);
        here.run(session -> {
            Station station = new Station("b", "later");
            session.persist(station);
            Repair repair = only(session, Repair.class);
            Station former = repair.station;
            repair.station = station;
            session.flush();
            session.remove(former);
        });
        // The repair waits for its later station, and its row goes with the former one.
        here.sync(there, parts("repairs:", "sites:a:"));
        assertThat(there.count(Repair.class)).isZero();
        there.serialize();
        here.sync(there);
        assertThat(stationOfRepair(there)).isEqualTo("later");
        assertThat(there.pending()).isEmpty();
        assertThat(there.store()).hasSameSizeAs(here.store());
    }
}
