package org.morango.it.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.morango.certificate.Certificate;
import org.morango.certificate.CertificateException;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.internal.trust.Trust;
import org.morango.it.support.Facility;
import org.morango.server.MorangoServer;
import org.morango.testkit.InMemoryReplica;

/** A certificate goes after a session was opened under it, and after the sessions under it were ended. */
class LeftCertificateTest {
    private final InMemoryReplica here = Facility.clientReplica();
    private final InMemoryReplica there = Facility.rootReplica();
    private final MorangoServer server = Facility.peer(there).serve(0);
    private SyncConnection connection;
    private SyncClient client;

    @BeforeEach
    void open() {
        here.put("lesson", "here", Facility.partition("a"), "{}");
        there.put("lesson", "there", Facility.partition("b"), "{}");
        connection = Facility.peer(here).connect(Facility.url(server.port()));
        client = connection.openSession(Facility.CLIENT);
    }

    @AfterEach
    void close() {
        connection.close();
        server.close();
    }

    private static void remove(InMemoryReplica replica, Certificate certificate) {
        replica.certificates().disown(List.of(certificate.id()));
    }

    @Test
    void clientBringsNothingUnderACertificateThatItHasLeft() {
        remove(here, Facility.CLIENT);
        assertThatThrownBy(client::pull).hasMessageContaining("Certificate " + Facility.CLIENT.id() + " was left");
        assertThat(here.store()).isEmpty();
        assertThatThrownBy(client::pull).hasMessageContaining("is closed");
    }

    @Test
    void serverTakesNothingUnderACertificateThatItHasLeft() {
        remove(there, Facility.ROOT);
        assertThatThrownBy(client::push).hasMessageContaining("Certificate " + Facility.ROOT.id() + " was left");
        assertThat(there.store()).isEmpty();
    }

    @Test
    void removedCertificateIsRefusedAsSuch() {
        remove(here, Facility.CLIENT);
        Trust trust = new Trust(here.certificates(), Facility.settings().build());
        assertThatThrownBy(() -> trust.check("This side's", here.certificates().chain(Facility.CLIENT.id())))
                .isInstanceOf(CertificateException.class)
                .hasMessageContaining("It is not here any more");
    }
}
