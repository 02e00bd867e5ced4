package org.morango.it.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.morango.Peer;
import org.morango.client.RemoteException;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.client.SyncException;
import org.morango.client.SyncResult;
import org.morango.common.MorangoException;
import org.morango.it.support.Facility;
import org.morango.it.support.FaultyProxy;
import org.morango.it.support.Pair;
import org.morango.it.support.Wire;
import org.morango.server.MorangoServer;
import org.morango.session.Capability;
import org.morango.session.SyncSession;
import org.morango.settings.PeerSettings;
import org.morango.transport.Transport;

/** An attacker who learns the id of a session cannot use it. */
class BoundSessionTest {
    private static final String PROOF = "X-Morango-Proof";
    private static final Set<Capability> UNBOUND =
            EnumSet.complementOf(EnumSet.of(Capability.ALLOW_CERTIFICATE_PUSHING, Capability.BOUND_SESSIONS));

    private final Wire wire = new Wire();

    private PeerSettings.Builder tapped() {
        return Facility.settings()
                .client(client -> client.transport(() -> wire))
                .limits(limits -> limits.chunkSize(1));
    }

    private static SyncConnection connect(Pair pair, PeerSettings settings, MorangoServer server) {
        return pair.client(settings).connect(Facility.url(server.port()));
    }

    /** A request of a session is refused without its proof, and with that of another request. */
    @ParameterizedTest
    @EnumSource
    void requestsOfOthersAreRefused(Pair.Storage storage) {
        try (Pair pair = storage.open();
                MorangoServer server = pair.server(Facility.settings().build()).serve(0);
                SyncConnection connection = connect(pair, tapped().build(), server)) {
            SyncClient client = connection.openSession(pair.mine());
            SyncSession session = client.session();
            assertThat(session.binding()).isNotNull();
            pair.write("one");
            pair.write("two");
            pair.offer("three");
            UnaryOperator<Transport.Request> theft = request -> {
                if (request.headers().containsKey(PROOF)) {
                    assertThat(wire.say(Wire.withoutHeader(request, PROOF)))
                            .as(request.method() + " " + request.uri() + " without proof")
                            .isEqualTo(403);
                    assertThat(wire.say(Wire.withUri(request, uri -> uri + (uri.contains("?") ? "&" : "?") + "x=1")))
                            .as(request.method() + " " + request.uri() + " with the proof of another")
                            .isEqualTo(403);
                }
                return request;
            };
            wire.tamper(theft);
            client.push();
            client.pull();
            client.sync();
            assertThat(client.sync()).as("a sync that asks for agreements").isEqualTo(SyncResult.NONE);
            connection.resumeSession(session.id());
            client.close();
            wire.tamper(UnaryOperator.identity());

            assertThat(pair.arrived()).containsExactly("one", "three", "two");
            Set<String> proven = wire.crossings().stream()
                    .filter(c -> c.request().headers().containsKey(PROOF))
                    .map(c -> c.request().method() + " "
                            + c.request().uri().getPath().replaceAll(".*/v1/|[0-9a-f]{32}/", ""))
                    .collect(Collectors.toSet());
            assertThat(proven)
                    .contains(
                            "POST agreements/",
                            "POST transfersessions/",
                            "PATCH transfersessions/",
                            "DELETE transfersessions/",
                            "POST buffers/",
                            "GET buffers/",
                            "GET syncsessions/",
                            "DELETE syncsessions/");
        }
    }

    @ParameterizedTest
    @EnumSource
    void changedRequestsAreRefused(Pair.Storage storage) {
        try (Pair pair = storage.open();
                MorangoServer server = pair.server(Facility.settings().build()).serve(0);
                SyncConnection connection = connect(pair, tapped().build(), server)) {
            pair.write("one");
            SyncClient client = connection.openSession(pair.mine());
            wire.tamper(request -> request.uri().getPath().endsWith("/transfersessions/")
                    ? Wire.withBody(request, body -> body.replace("\"push\":true", "\"push\" :true"))
                    : request);
            assertThatThrownBy(client::push)
                    .isInstanceOf(SyncException.class)
                    .hasMessageContaining("status 403: The request does not prove that it belongs to this session.");
            assertThat(pair.arrived()).isEmpty();

            wire.tamper(UnaryOperator.identity());
            client.resume();
            assertThat(pair.arrived()).containsExactly("one");
            client.close();
        }
    }

    /** Several nodes on one database serve a session, and another process of the client resumes it. */
    @ParameterizedTest
    @EnumSource
    void keyIsInBothDatabases(Pair.Storage storage) {
        try (Pair pair = storage.open();
                MorangoServer server = pair.server(Facility.settings().build()).serve(0);
                MorangoServer other = pair.server(Facility.settings().build()).serve(0);
                SyncConnection connection = connect(pair, tapped().build(), server);
                SyncConnection later = connect(pair, Facility.settings().build(), other)) {
            SyncClient client = connection.openSession(pair.mine());
            pair.write("one");
            SyncClient resumed = later.resumeSession(client.session().id());
            assertThat(resumed.session().binding()).isEqualTo(client.session().binding());
            resumed.push();
            assertThat(pair.arrived()).containsExactly("one");
            resumed.close();
            assertThat(pair.client(PeerSettings.defaults()).openSessions()).isEmpty();
            assertThatThrownBy(client::push).isInstanceOf(MorangoException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void plainMorangoTakesPartWhereBothAllowIt(Pair.Storage storage) {
        PeerSettings plain = tapped().capabilities(UNBOUND)
                .trust(trust -> trust.allowPlainMorango(true))
                .build();
        try (Pair pair = storage.open();
                MorangoServer server = pair.server(plain).serve(0);
                MorangoServer strict = pair.server(Facility.settings().build()).serve(0);
                SyncConnection connection = connect(pair, plain, server);
                SyncConnection strictly = connect(pair, tapped().build(), server);
                SyncConnection refused = connect(pair, plain, strict)) {
            pair.write("one");
            try (SyncClient client = connection.openSession(pair.mine())) {
                assertThat(client.session().binding()).isNull();
                client.push();
                assertThatThrownBy(() -> refused.resumeSession(client.session().id()))
                        .hasMessageContaining("serves only sessions that are bound");
            }
            assertThat(pair.arrived()).containsExactly("one");
            assertThat(wire.crossings()).noneMatch(c -> c.request().headers().containsKey(PROOF));

            int before = wire.crossings().size();
            assertThatThrownBy(() -> strictly.openSession(pair.mine()))
                    .isInstanceOf(MorangoException.class)
                    .hasMessageContaining("does not bind sessions")
                    .hasMessageContaining("allowPlainMorango");
            assertThat(wire.crossings().subList(before, wire.crossings().size()))
                    .noneMatch(c -> c.is("POST", "syncsessions/"));
            assertThatThrownBy(() -> refused.openSession(pair.mine()))
                    .isInstanceOfSatisfying(
                            RemoteException.class, e -> assertThat(e.status()).isEqualTo(403))
                    .hasMessageContaining("opens only sessions that are bound");
        }
    }

    /** After a bound session, an attacker on the way cannot make the peers open unbound ones, whatever the settings. */
    @ParameterizedTest
    @EnumSource
    void certificatesThatHaveOpenedBoundSessionsOpenNoOthers(Pair.Storage storage) {
        PeerSettings allowing =
                tapped().trust(trust -> trust.allowPlainMorango(true)).build();
        PeerSettings plain = tapped().capabilities(UNBOUND)
                .trust(trust -> trust.allowPlainMorango(true))
                .build();
        try (Pair pair = storage.open();
                MorangoServer server = pair.server(allowing).serve(0);
                MorangoServer unable = pair.server(plain).serve(0);
                SyncConnection connection = connect(pair, allowing, server);
                SyncConnection stripped = connect(pair, plain, server);
                SyncConnection other = connect(pair, allowing, unable)) {
            connection.openSession(pair.mine()).close();
            assertThatThrownBy(() -> stripped.openSession(pair.mine()))
                    .hasMessageContaining("has bound a session before: an attacker may be between the two sides");
            assertThatThrownBy(() -> other.openSession(pair.mine()))
                    .hasMessageContaining("has bound a session before: an attacker may be between the two sides");
        }
    }

    /** The server remembers it as well, whatever a client claims when it opens a session. */
    @Test
    void aServerRemembersWhoHasOpenedBoundSessions() {
        PeerSettings allowing = Facility.settings()
                .trust(trust -> trust.allowPlainMorango(true))
                .build();
        PeerSettings plain = Facility.settings()
                .capabilities(UNBOUND)
                .trust(trust -> trust.allowPlainMorango(true))
                .build();
        try (Pair pair = Pair.Storage.IN_MEMORY.open();
                MorangoServer server = pair.server(allowing).serve(0);
                SyncConnection connection = connect(pair, allowing, server);
                SyncConnection thief = Peer.on(Facility.clientReplica(), plain).connect(Facility.url(server.port()))) {
            thief.openSession(pair.mine()).close();
            connection.openSession(pair.mine()).close();
            assertThatThrownBy(() -> thief.openSession(pair.mine()))
                    .hasMessageContaining("This certificate has opened bound sessions, and uses no others any more");
        }
    }

    /** A server in the middle removes the binding from the offer, and acts as its client at another server. */
    @ParameterizedTest
    @EnumSource
    void anOfferIsOfUseToItsServerAlone(Pair.Storage storage) {
        PeerSettings allowing = Facility.settings()
                .trust(trust -> trust.allowPlainMorango(true))
                .build();
        try (Pair pair = storage.open();
                MorangoServer server = pair.server(allowing).serve(0);
                SyncConnection connection = connect(pair, tapped().build(), server)) {
            wire.tamper(request -> Wire.withBody(request, body -> body.replace("\"binding_key\"", "\"none\"")));
            assertThatThrownBy(() -> connection.openSession(pair.mine()))
                    .hasMessageContaining("403: Client certificate failed to verify signature");
        }
    }

    /** A repeated request has no effect, and gets the same answer. */
    @ParameterizedTest
    @EnumSource
    void repeatedRequestsAreAnsweredFromMemory(Pair.Storage storage) {
        try (Pair pair = storage.open();
                MorangoServer server = pair.server(Facility.settings().build()).serve(0);
                MorangoServer node = pair.server(Facility.settings().build()).serve(0);
                SyncConnection connection = connect(pair, tapped().build(), server)) {
            pair.write("one");
            SyncClient client = connection.openSession(pair.mine());
            client.push();
            List<Wire.Crossing> changing = wire.crossings().stream()
                    .filter(c -> c.request().headers().containsKey(PROOF))
                    .filter(c -> !c.request().method().equals("GET"))
                    .toList();
            assertThat(changing).hasSizeGreaterThan(3);
            for (Wire.Crossing crossing : changing) {
                Transport.Response again = wire.answer(crossing.request());
                assertThat(again.status()).isEqualTo(crossing.response().status());
                assertThat(again.body()).isEqualTo(crossing.response().body());
                assertThat(again.headers().get("x-morango-proof"))
                        .isEqualTo(crossing.response().headers().get("x-morango-proof"));
                // Another node does not know the answer, but knows that there was one.
                Transport.Request elsewhere = Wire.withUri(
                        crossing.request(), uri -> uri.replace(":" + server.port() + "/", ":" + node.port() + "/"));
                assertThat(wire.say(elsewhere)).isEqualTo(410);
            }
            client.push();
            client.close();
            assertThat(wire.say(wire.last("DELETE", "syncsessions/").request()))
                    .as("closing a closed session")
                    .isEqualTo(404);
        }
    }

    /**
     * The client repeats a request with a new number if its number was used already, or if the answer was lost with a
     * node.
     */
    @ParameterizedTest
    @EnumSource
    void lostAnswersAreAskedForAgain(Pair.Storage storage) {
        try (Pair pair = storage.open();
                MorangoServer server = pair.server(Facility.settings().build()).serve(0);
                MorangoServer node = pair.server(Facility.settings().build()).serve(0);
                SyncConnection connection = connect(pair, tapped().build(), server)) {
            pair.write("one");
            pair.write("two");
            pair.offer("three");
            SyncClient client = connection.openSession(pair.mine());
            // Every second request arrives at another node first, whose answer is lost.
            AtomicInteger requests = new AtomicInteger();
            wire.tamper(request -> {
                if (request.headers().containsKey(PROOF) && requests.getAndIncrement() % 2 == 0) {
                    wire.say(Wire.withUri(
                            request, uri -> uri.replace(":" + server.port() + "/", ":" + node.port() + "/")));
                }
                return request;
            });
            client.push();
            client.pull();
            client.close();
            assertThat(pair.arrived()).containsExactly("one", "three", "two");
        }
    }

    /** An attacker on the way answers in the server's place, or changes its answers. */
    @ParameterizedTest
    @EnumSource
    void forgedAnswersAreNotBelieved(Pair.Storage storage) {
        try (Pair pair = storage.open();
                MorangoServer server = pair.server(Facility.settings().build()).serve(0);
                SyncConnection connection = connect(
                        pair, tapped().client(client -> client.retries(1)).build(), server)) {
            pair.offer("three");
            SyncClient client = connection.openSession(pair.mine());
            wire.forge((request, answer) -> request.uri().getPath().endsWith("/buffers/")
                    ? new Transport.Response(200, answer.headers(), forged(answer.body()))
                    : answer);
            assertThatThrownBy(client::pull)
                    .isInstanceOf(SyncException.class)
                    .hasMessageContaining("does not prove that it comes from the other side of the session");
            assertThat(pair.client(PeerSettings.defaults()).openSessions()).hasSize(1);

            // An earlier answer does not fit a later request.
            Transport.Response old = wire.last("PATCH", "transfersessions/").response();
            wire.forge((request, answer) -> request.method().equals("PATCH") ? old : answer);
            assertThatThrownBy(client::resume).hasMessageContaining("does not prove");

            wire.forge((request, answer) -> answer);
            client.resume();
            client.close();
        }
    }

    private static byte[] forged(byte[] body) {
        byte[] forged = body.clone();
        forged[forged.length / 2] ^= 1;
        return forged;
    }

    /** Capabilities that are named after the opening have no effect. */
    @ParameterizedTest
    @EnumSource
    void capabilitiesAreFixedByTheOpening(Pair.Storage storage) {
        try (Pair pair = storage.open();
                MorangoServer server = pair.server(Facility.settings().build()).serve(0);
                SyncConnection connection = connect(pair, tapped().build(), server)) {
            pair.write("one");
            SyncClient client = connection.openSession(pair.mine());
            wire.tamper(request -> Wire.withoutHeader(request, "X-Morango-Capabilities"));
            client.push();
            assertThat(wire.last("PATCH", "transfersessions/").answered()).contains("super");
            client.close();
            assertThat(pair.arrived()).containsExactly("one");

            wire.tamper(request -> Wire.withBody(request, body -> body.replaceFirst(" ?FSIC_V2_FORMAT", "")));
            assertThatThrownBy(() -> connection.openSession(pair.mine())).hasMessageContaining("status 403");
        }
    }

    /** Only proven headers determine how a body is read. */
    @ParameterizedTest
    @EnumSource
    void encodingIsSaidByTheContentTypeAlone(Pair.Storage storage) {
        try (Pair pair = storage.open();
                MorangoServer server = pair.server(Facility.settings().build()).serve(0);
                SyncConnection connection = connect(pair, tapped().build(), server)) {
            pair.write("one");
            pair.offer("two");
            SyncClient client = connection.openSession(pair.mine());
            wire.tamper(request -> Wire.withHeader(request, "Content-Encoding", "gzip"));
            wire.forge((request, answer) -> {
                Map<String, String> headers = new TreeMap<>(answer.headers());
                headers.put("content-encoding", "gzip");
                return new Transport.Response(answer.status(), headers, answer.body());
            });
            client.push();
            client.pull();
            assertThat(pair.arrived()).containsExactly("one", "two");

            wire.forge((request, answer) -> {
                Map<String, String> headers = new TreeMap<>(answer.headers());
                headers.put("content-type", "application/gzip");
                return new Transport.Response(answer.status(), headers, answer.body());
            });
            assertThatThrownBy(client::push).hasMessageContaining("does not prove");
            wire.forge((request, answer) -> answer);
            client.close();
        }
    }

    /** A chunk belongs to one place of one transfer. */
    @ParameterizedTest
    @EnumSource
    void chunksHaveTheirPlace(Pair.Storage storage) {
        try (Pair pair = storage.open();
                MorangoServer server = pair.server(Facility.settings().build()).serve(0);
                SyncConnection connection = connect(pair, tapped().build(), server)) {
            pair.write("one");
            pair.write("two");
            SyncClient client = connection.openSession(pair.mine());
            client.push();
            assertThat(wire.crossings().stream()
                            .filter(c -> c.is("POST", "buffers/"))
                            .map(c -> c.request().uri().getQuery().replaceAll(".*offset=(\\d+).*", "$1"))
                            .toList())
                    .containsExactly("0", "1");
            Transport.Request chunk = wire.last("POST", "buffers/").request();
            assertThat(wire.say(Wire.withUri(chunk, uri -> uri.replace("offset=1", "offset=0"))))
                    .isEqualTo(403);
            client.close();
        }
    }

    /** An attacker between the two replaces or removes the key. */
    @ParameterizedTest
    @EnumSource
    void keysOfOthersAreRefused(Pair.Storage storage) {
        String other = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
        try (Pair pair = storage.open();
                MorangoServer server = pair.server(Facility.settings().build()).serve(0);
                SyncConnection connection = connect(pair, tapped().build(), server)) {
            wire.tamper(request ->
                    Wire.withBody(request, body -> body.replaceFirst("(\"binding_key\":\")[^\"]+", "$1" + other)));
            assertThatThrownBy(() -> connection.openSession(pair.mine()))
                    .hasMessageContaining("403: Client certificate failed to verify signature");
        }
    }

    /** A server gives out a key that its certificate has not signed. */
    @ParameterizedTest
    @EnumSource
    void keyOfTheServerIsSigned(Pair.Storage storage) throws java.io.IOException {
        FaultyProxy.Script script = new FaultyProxy.Script() {
            @Override
            public FaultyProxy.Fault fault(String request) {
                return FaultyProxy.Fault.NONE;
            }

            @Override
            public String answer(String request, String body) {
                Matcher key = Pattern.compile("\"binding_key\":\"(.)").matcher(body);
                return key.find()
                        ? body.substring(0, key.start(1))
                                + (key.group(1).equals("/") ? "A" : "/")
                                + body.substring(key.end(1))
                        : body;
            }
        };
        try (Pair pair = storage.open();
                MorangoServer server = pair.server(Facility.settings().build()).serve(0);
                FaultyProxy proxy = new FaultyProxy(server.port(), script);
                SyncConnection connection =
                        pair.client(Facility.settings().build()).connect(proxy.url())) {
            assertThatThrownBy(() -> connection.openSession(pair.mine()))
                    .hasMessageContaining("cannot prove that it owns certificate");
            assertThat(pair.client(PeerSettings.defaults()).openSessions()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void syncOfNothingTakesEightRequests(Pair.Storage storage) {
        try (Pair pair = storage.open();
                MorangoServer server = pair.server(Facility.settings().build()).serve(0)) {
            pair.write("one");
            for (int round = 0; round < 2; round++) {
                try (SyncConnection connection = connect(pair, tapped().build(), server)) {
                    SyncClient client = connection.openSession(pair.mine());
                    client.push();
                    client.close();
                    if (round == 1) {
                        assertThat(connection.statistics().requests()).isEqualTo(8);
                    }
                    assertThat(Objects.requireNonNull(client.session().binding())
                                    .key()
                                    .toString())
                            .isEqualTo("SessionKey");
                }
            }
        }
    }
}
