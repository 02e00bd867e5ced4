package org.morango.it.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.morango.Peer;
import org.morango.certificate.Certificate;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.common.MorangoException;
import org.morango.it.support.Exchange;
import org.morango.it.support.Facility;
import org.morango.it.support.Wire;
import org.morango.server.MorangoServer;
import org.morango.settings.PeerSettings;
import org.morango.testkit.InMemoryReplica;
import org.morango.transport.Transport;
import tools.jackson.databind.node.ObjectNode;

/**
 * A malicious server relays its client's requests to another server in order to act as that client. It gets nothing
 * there.
 */
class RelayTest {
    private static final Certificate MALICIOUS = Certificate.issue(
            Facility.ROOT_KEY,
            Facility.ROOT,
            Facility.FULL,
            Facility.ROOT.scopeParams(),
            Facility.CLIENT_KEY.publicKey(),
            "malicious");

    private final InMemoryReplica here = Facility.clientReplica();
    private final InMemoryReplica there = Facility.rootReplica();
    private final Wire wire = new Wire();

    private PeerSettings settings(boolean plainAllowed) {
        return Facility.settings()
                .client(client -> client.transport(() -> wire))
                .trust(trust -> trust.allowPlainMorango(plainAllowed))
                .build();
    }

    private SyncConnection connect(PeerSettings settings, MorangoServer server) {
        return Peer.on(here, settings).connect(Facility.url(server.port()));
    }

    private MorangoServer serve(boolean plainAllowed) {
        return Peer.on(
                        there,
                        Facility.settings()
                                .trust(trust -> trust.allowPlainMorango(plainAllowed))
                                .build())
                .serve(0);
    }

    private static void assertNoSessionIsOpen(InMemoryReplica replica) {
        assertThat(replica.sessions().staleSessions(Instant.now().plus(Duration.ofDays(1)), "", 100))
                .isEmpty();
    }

    /** Removes a capability from the server's answers. */
    private void strip(String capability) {
        wire.forge((request, answer) -> request.uri().getPath().contains("/morangoinfo/")
                ? new Transport.Response(
                        answer.status(),
                        answer.headers(),
                        new String(answer.body(), StandardCharsets.UTF_8)
                                .replace("\"" + capability + "\"", "\"LEVITATION\"")
                                .getBytes(StandardCharsets.UTF_8))
                : answer);
    }

    @Test
    void nothingIsSignedForAServerThatSeemsUnableToBind() {
        strip("BOUND_SESSIONS");
        try (MorangoServer server = serve(true);
                SyncConnection connection = connect(settings(false), server)) {
            assertThatThrownBy(() -> connection.openSession(Facility.CLIENT))
                    .isInstanceOf(MorangoException.class)
                    .hasMessageContaining("does not bind sessions");
            assertThat(wire.crossings()).noneMatch(c -> c.is("POST", "syncsessions/"));
            assertNoSessionIsOpen(there);
        }
    }

    @Test
    void serverThatBindsTakesNoPlainSignature() {
        strip("BOUND_SESSIONS");
        try (MorangoServer server = serve(false);
                SyncConnection connection = connect(settings(true), server)) {
            assertThatThrownBy(() -> connection.openSession(Facility.CLIENT))
                    .hasMessageContaining("This server opens only sessions that are bound to their certificates");
            assertNoSessionIsOpen(there);
        }
    }

    /** This holds whatever either side allows, once they have bound a session. */
    @Test
    void clientDoesNotDoWithoutWhereItHasBound() {
        try (MorangoServer server = serve(true)) {
            try (SyncConnection connection = connect(settings(true), server)) {
                connection.openSession(Facility.CLIENT).close();
            }
            int before = wire.crossings().size();
            strip("BOUND_SESSIONS");
            try (SyncConnection connection = connect(settings(true), server)) {
                assertThatThrownBy(() -> connection.openSession(Facility.CLIENT))
                        .hasMessageContaining("has bound a session before: an attacker may be between the two sides");
            }
            assertThat(wire.crossings().subList(before, wire.crossings().size()))
                    .noneMatch(c -> c.is("POST", "syncsessions/"));
        }
    }

    /**
     * A session that was opened without binding cannot be used any more once its certificate has opened a bound one.
     */
    @Test
    void plainSessionsEndWhereACertificateBinds() {
        try (MorangoServer server = serve(true)) {
            strip("BOUND_SESSIONS");
            try (SyncConnection stripped = connect(settings(true), server)) {
                SyncClient plain = stripped.openSession(Facility.CLIENT);
                assertThat(plain.session().binding()).isNull();
                wire.forge((request, answer) -> answer);
                try (SyncConnection connection = connect(settings(true), server)) {
                    connection.openSession(Facility.CLIENT).close();
                    assertThatThrownBy(plain::push).hasMessageContaining("uses no others any more");
                    assertThatThrownBy(() ->
                                    connection.resumeSession(plain.session().id()))
                            .hasMessageContaining("has bound a session before");
                }
            }
        }
    }

    /** The signed text names its server, so that another server refuses it, however it is altered. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void offerIsWorthNothingAtAnotherServer(boolean plainAllowed) {
        InMemoryReplica liar = Facility.bareReplica();
        liar.certificates().save(List.of(Facility.ROOT, MALICIOUS), Facility.CLIENT_KEY);
        List<Integer> statuses = new ArrayList<>();
        try (MorangoServer victim = serve(plainAllowed);
                MorangoServer malicious =
                        Peer.on(liar, Facility.settings().build()).serve(0);
                SyncConnection connection = connect(settings(plainAllowed), malicious)) {
            UnaryOperator<Transport.Request> atVictim = request ->
                    Wire.withUri(request, uri -> uri.replace(":" + malicious.port() + "/", ":" + victim.port() + "/"));
            wire.forge((request, answer) -> {
                if (request.uri().getPath().endsWith("/nonces/")) {
                    return wire.answer(atVictim.apply(request));
                }
                if (request.uri().getPath().endsWith("/syncsessions/")) {
                    statuses.add(wire.say(atVictim.apply(request)));
                    statuses.add(wire.say(atVictim.apply(altered(request, RelayTest::named))));
                    statuses.add(wire.say(atVictim.apply(altered(
                            request,
                            body -> named(body).without(List.of("binding_key", "capabilities", "revocations"))))));
                }
                return answer;
            });
            assertThatThrownBy(() -> connection.openSession(Facility.CLIENT)).isInstanceOf(MorangoException.class);
            assertThat(statuses).startsWith(400, 403, 403).doesNotContain(201);
            assertNoSessionIsOpen(there);
        }
    }

    private static ObjectNode named(ObjectNode body) {
        return body.put("server_certificate_id", Facility.ROOT.id());
    }

    private static Transport.Request altered(Transport.Request request, Consumer<ObjectNode> change) {
        return Wire.withBody(request, text -> {
            ObjectNode body = (ObjectNode) Exchange.MAPPER.readTree(text);
            change.accept(body);
            return body.toString();
        });
    }

    /** A capability that was removed before the opening, when nothing is proven yet, is agreed on all the same. */
    @ParameterizedTest
    @ValueSource(strings = {"ASYNC_OPERATIONS", "FSIC_V2_FORMAT", "GZIP_BUFFER_POST", "CERTIFICATE_REVOCATION"})
    void strippedCapabilityIsAgreedOnAllTheSame(String capability) {
        strip(capability);
        try (MorangoServer server = serve(false);
                SyncConnection connection = connect(settings(false), server)) {
            try (SyncClient client = connection.openSession(Facility.CLIENT)) {
                assertThat(client.session().binding()).isNotNull();
                assertThat(Objects.requireNonNull(client.session().binding()).capabilities())
                        .isEqualTo(PeerSettings.defaults().capabilities());
            }
            assertThat(wire.last("POST", "syncsessions/").sent()).containsPattern("\"revocations\":\"[0-9a-f]");
        }
    }
}
