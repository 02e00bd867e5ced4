package org.morango.it.certificate;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.morango.Peer;
import org.morango.certificate.Certificate;
import org.morango.certificate.CertificateException;
import org.morango.certificate.SigningKey;
import org.morango.client.RemoteException;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.common.MorangoException;
import org.morango.it.support.Facility;
import org.morango.record.Filter;
import org.morango.record.ScopeDefinition;
import org.morango.server.MorangoServer;
import org.morango.testkit.InMemoryReplica;

/** Errors of a certificate or scope name the scope, its parameters, the side, and the remedy. */
class ScopeMessagesTest {
    private static final String ROOT = Facility.ROOT.id();
    private static final ScopeDefinition ELSEWHERE = ScopeDefinition.named("elsewhere", "other")
            .primaryParam("dataset_id")
            .readWrite("${dataset_id}")
            .build();

    private final InMemoryReplica here = Facility.bareReplica();
    private final InMemoryReplica there = Facility.rootReplica();
    private final MorangoServer server = Facility.peer(there).serve(0);
    private final String url = Facility.url(server.port());
    private final SyncConnection connection = Facility.peer(here).connect(url);

    @AfterEach
    void close() {
        connection.close();
        server.close();
    }

    private void request(String scope, Map<String, String> params) {
        connection.requestCertificate(ROOT, scope, params, "admin", "pw");
    }

    @Test
    void missingParameterIsNamed() {
        Map<String, String> misspelt = Map.of("dataset_id", ROOT, "user", "u1");
        assertThatThrownBy(() -> request("single-user", misspelt))
                .isInstanceOf(MorangoException.class)
                .hasMessageContaining("Scope definition \"single-user\" needs the parameters [dataset_id, user_id];"
                        + " [user_id] is missing in ")
                .hasMessageContaining("user=u1");
        assertThatThrownBy(() -> Certificate.issue(
                        Facility.ROOT_KEY,
                        Facility.ROOT,
                        Facility.SINGLE_USER,
                        "{\"dataset_id\": \"" + ROOT + "\"}",
                        Facility.CLIENT_KEY.publicKey(),
                        "salt"))
                .hasMessageContaining("[user_id] is missing in {dataset_id=" + ROOT + "}");
    }

    @Test
    void parameterThatIsNoTextIsNamed() {
        assertThatThrownBy(() -> Certificate.issue(
                        Facility.ROOT_KEY,
                        Facility.ROOT,
                        Facility.FULL,
                        "{\"dataset_id\": 1.5}",
                        Facility.CLIENT_KEY.publicKey(),
                        "salt"))
                .hasMessageContaining("scope parameter \"dataset_id\" is 1.5, neither a string nor a whole number");
    }

    @Test
    void scopeOfAnotherProfileIsNamedWithBothProfiles() {
        assertThatThrownBy(() -> Certificate.issue(
                        Facility.ROOT_KEY,
                        Facility.ROOT,
                        ELSEWHERE,
                        Facility.ROOT.scopeParams(),
                        Facility.CLIENT_KEY.publicKey(),
                        "salt"))
                .isInstanceOf(CertificateException.class)
                .hasMessage("Scope definition \"elsewhere\" is of profile \"other\", the parent certificate " + ROOT
                        + " of scope \"full-facility\" of profile \"" + InMemoryReplica.PROFILE
                        + "\". Take a scope definition and a parent of one profile");
        here.certificates().save(ELSEWHERE);
        assertThatThrownBy(() -> request("elsewhere", Map.of("dataset_id", ROOT)))
                .hasMessageContaining("allows the scope elsewhere of profile other with {dataset_id=" + ROOT + "}")
                .hasMessageContaining("The first that it has is of scope full-facility of profile "
                        + InMemoryReplica.PROFILE + " with {dataset_id=" + ROOT + "}");
    }

    @Test
    void scopeThatIsNoRootsIsNamed() {
        here.certificates().save(Facility.SINGLE_USER);
        assertThatThrownBy(() -> Facility.peer(here).certificates().createRoot("single-user"))
                .hasMessageContaining("Scope definition \"single-user\" names no primary parameter")
                .hasMessageContaining("Set its primaryParam");
        ScopeDefinition wide = ScopeDefinition.named("wide", InMemoryReplica.PROFILE)
                .primaryParam("dataset_id")
                .readWrite("${dataset_id}\nshared")
                .build();
        assertThatThrownBy(() -> Certificate.root(Facility.ROOT_KEY, wide, Map.of()))
                .hasMessageContaining("of scope \"wide\" with {\"dataset_id\": \"")
                .hasMessageContaining("is a root whose scope does not start with its own id: it may read \"")
                .hasMessageContaining("shared")
                .hasMessageContaining("begin each line of the definition's templates with its primary parameter");
    }

    @Test
    void scopeWiderThanTheServersIsNamedWithWhatTheServerHas() {
        String other = "0".repeat(32);
        assertThatThrownBy(() -> request("full-facility", Map.of("dataset_id", other)))
                .hasMessageContaining("No certificate of " + url + " under root " + ROOT
                        + " allows the scope full-facility of profile " + InMemoryReplica.PROFILE
                        + " with {dataset_id=" + other + "}")
                .hasMessageContaining(
                        "which allows reading \"" + ROOT + "\" and writing \"" + ROOT + "\": request a smaller scope");
    }

    @Test
    void definitionThatIsNotKnownIsNamedOnTheSideThatLacksIt() {
        ScopeDefinition own = ScopeDefinition.named("own", InMemoryReplica.PROFILE)
                .readWrite("${dataset_id}")
                .build();
        SigningKey key = Facility.CLIENT_KEY;
        Certificate mine = Certificate.issue(
                Facility.ROOT_KEY, Facility.ROOT, own, Facility.ROOT.scopeParams(), key.publicKey(), "own");
        here.certificates().save(own);
        here.certificates().save(List.of(Facility.ROOT, mine), key);
        assertThatThrownBy(() -> connection.openSession(mine))
                .isInstanceOf(RemoteException.class)
                .hasMessageContaining(
                        "The client's certificate cannot be used. Certificate " + mine.id() + " of scope \"own\" with ")
                .hasMessageContaining(
                        "is of a scope definition that is not known here; define it here as the peer does");
    }

    @Test
    void filterOutsideAScopeIsNamedWithTheCertificate() {
        Map<String, String> learner = Map.of("dataset_id", ROOT, "user_id", "0a".repeat(16));
        Certificate mine = connection.requestCertificate(ROOT, "single-user", learner, "admin", "pw");
        try (SyncClient client = connection.openSession(mine)) {
            assertThatThrownBy(() -> client.push(Filter.of(ROOT)))
                    .hasMessageContaining("This side's certificate " + mine.id() + " of scope single-user with "
                            + mine.params() + " does not permit pushing the filter \"" + ROOT + "\"; it permits \"")
                    .hasMessageContaining("Ask for a part of that, or for a certificate with a wider scope.");
        }
    }

    @Test
    void permissionThatIsRefusedNamesUserScopeAndParameters() {
        try (MorangoServer strict = Peer.on(
                                there,
                                Facility.settings()
                                        .server(values ->
                                                values.signingPermission((user, parent, scope, params) -> false))
                                        .build())
                        .serve(0);
                SyncConnection asking = Facility.peer(here).connect(Facility.url(strict.port()))) {
            assertThatThrownBy(() ->
                            asking.requestCertificate(ROOT, "full-facility", Map.of("dataset_id", ROOT), "admin", "pw"))
                    .hasMessageContaining("The server's signing permission refuses user admin a certificate of scope"
                            + " full-facility with {dataset_id=" + ROOT + "}");
        }
    }
}
