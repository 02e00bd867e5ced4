package org.morango.it.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.morango.Peer;
import org.morango.access.Credentials;
import org.morango.access.UserAuthenticator;
import org.morango.certificate.Certificate;
import org.morango.client.RemoteException;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.common.MorangoException;
import org.morango.it.support.Facility;
import org.morango.server.MorangoServer;
import org.morango.settings.PeerSettings;
import org.morango.testkit.InMemoryReplica;

class CertificateRequestTest {
    private static final String ROOT = Facility.ROOT.id();
    private static final Map<String, String> LEARNER = Map.of("dataset_id", ROOT, "user_id", "0a".repeat(16));

    private final InMemoryReplica here = Facility.bareReplica();
    private final InMemoryReplica there = Facility.rootReplica();
    private MorangoServer server;
    private SyncConnection connection;

    @BeforeEach
    void connect() {
        server = Facility.peer(there).serve(0);
        connection = Facility.peer(here).connect(Facility.url(server.port()));
    }

    @AfterEach
    void close() {
        connection.close();
        server.close();
    }

    @Test
    void givesCertificateThatWorks() {
        there.put("lesson", "one", Facility.partition("allusers-ro"), "{\"title\":\"a\"}");
        there.put("attemptlog", "one", Facility.partition("user-rw:u2"), "{}");
        Certificate mine = connection.requestCertificate(ROOT, "single-user", LEARNER, "admin", "pw");

        assertThat(mine.parentId()).isEqualTo(ROOT);
        assertThat(mine.params()).isEqualTo(LEARNER);
        assertThat(here.certificates().chain(mine.id())).containsExactly(Facility.ROOT, mine);
        assertThat(here.certificates().owned()).containsExactly(mine);
        assertThat(there.certificates().find(mine.id())).contains(mine);
        assertThat(there.certificates().key(mine.id())).isEmpty();
        String attempt = here.put("attemptlog", "mine", Facility.partition("user-rw:" + LEARNER.get("user_id")), "{}");
        try (SyncClient client = connection.openSession(mine)) {
            client.pull();
            client.push();
        }
        assertThat(here.rows()).hasSize(2).containsValue("{\"title\":\"a\"}");
        assertThat(there.rows()).containsKey(attempt);
    }

    @Test
    void serverWithoutAnAuthenticatorSaysSo() {
        try (MorangoServer bare =
                        Peer.on(Facility.rootReplica(), PeerSettings.defaults()).serve(0);
                SyncConnection unknown = Facility.peer(here).connect(Facility.url(bare.port()))) {
            assertThatThrownBy(() -> unknown.requestCertificate(ROOT, "single-user", LEARNER, "admin", "pw"))
                    .isInstanceOf(RemoteException.class)
                    .hasMessageContaining("This server has no authenticator, and so issues no certificates.");
        }
    }

    @Test
    void sessionNeedsACertificate() {
        assertThatThrownBy(() -> connection.openSession(null))
                .isInstanceOf(MorangoException.class)
                .hasMessageContaining("A session needs a certificate of this side");
    }

    @Test
    void wrongPassword() {
        assertThatThrownBy(() -> connection.requestCertificate(ROOT, "single-user", LEARNER, "admin", "wrong"))
                .isInstanceOfSatisfying(
                        RemoteException.class, e -> assertThat(e.status()).isEqualTo(401))
                .hasMessageContaining("does not accept this password for user admin")
                .hasMessageNotContaining("wrong");
        assertThat(here.certificates().owned()).isEmpty();
    }

    @Test
    void unknownRoot() {
        assertThatThrownBy(() -> connection.requestCertificate("0".repeat(32), "single-user", LEARNER, "admin", "pw"))
                .isInstanceOf(MorangoException.class)
                .hasMessageContaining("holds no certificate under root " + "0".repeat(32));
    }

    @Test
    void unknownDefinition() {
        assertThatThrownBy(() -> connection.requestCertificate(ROOT, "nope", LEARNER, "admin", "pw"))
                .isInstanceOf(MorangoException.class)
                .hasMessageContaining("Scope definition nope is unknown here");
    }

    @Test
    void scopeWiderThanAnyParent() {
        Map<String, String> wider = Map.of("dataset_id", "0".repeat(32));
        assertThatThrownBy(() -> connection.requestCertificate(ROOT, "full-facility", wider, "admin", "pw"))
                .isInstanceOf(MorangoException.class)
                .hasMessageContaining("allows the scope full-facility");
        assertThat(here.certificates().owned()).isEmpty();
    }

    @Test
    void permissionRefused() {
        try (MorangoServer strict = Peer.on(
                                there,
                                Facility.settings()
                                        .server(values ->
                                                values.signingPermission((user, parent, scope, params) -> false))
                                        .build())
                        .serve(0);
                SyncConnection other = Facility.peer(here).connect(Facility.url(strict.port()))) {
            assertThatThrownBy(() -> other.requestCertificate(ROOT, "single-user", LEARNER, "admin", "pw"))
                    .isInstanceOfSatisfying(
                            RemoteException.class, e -> assertThat(e.status()).isEqualTo(403))
                    .hasMessageContaining("You do not have permission to perform this action.");
        }
    }

    /** Python Morango neither encodes nor decodes them. */
    @Test
    void fieldsOfTheUserStandForThemselves() {
        List<Credentials> seen = new ArrayList<>();
        UserAuthenticator noting = credentials -> {
            seen.add(credentials);
            return Optional.of(() -> "admin");
        };
        try (MorangoServer other = Peer.on(
                                there,
                                Facility.settings()
                                        .server(server -> server.authenticator(noting))
                                        .build())
                        .serve(0);
                SyncConnection asking = Facility.peer(here).connect(Facility.url(other.port()))) {
            asking.requestCertificate(ROOT, "single-user", LEARNER, "username=a+b%41&facility=f1", "p:w=&");
        }
        assertThat(seen).containsExactly(new Credentials(Map.of("username", "a+b%41", "facility", "f1"), "p:w=&"));
    }
}
