package org.morango.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.morango.MorangoException;
import org.morango.PeerSettings;
import org.morango.client.RemoteException;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.client.SyncException;
import org.morango.client.Transport;
import org.morango.server.MorangoServer;
import org.morango.session.Capability;
import org.morango.session.SyncSession;

/** Whoever learns the id of a session can do nothing with it. */
class BoundSessionTest {
    private static final String PROOF = "X-Morango-Proof";
    private static final Set<Capability> UNBOUND =
            EnumSet.complementOf(EnumSet.of(Capability.ALLOW_CERTIFICATE_PUSHING, Capability.BOUND_SESSIONS));

    private final Wire wire = new Wire();

    private PeerSettings.Builder tapped() {
        return Facility.settings().transport(() -> wire).chunkSize(1);
    }

    private static SyncConnection connect(Pair pair, PeerSettings settings, MorangoServer server) {
        return pair.client(settings).connect(Facility.url(server.port()));
    }

    /** Every kind of request of a session, once it was made, is of no use without its proof or with another's. */
    @ParameterizedTest
    @EnumSource
    void requestsOfOthersAreRefused(Pair.Storage storage) {
        try (Pair pair = storage.open();
                MorangoServer server = pair.server(Facility.settings().build()).serve(0);
                SyncConnection connection = connect(pair, tapped().build(), server)) {
            SyncClient client = connection.openSession(pair.mine());
            SyncSession session = client.session();
            assertThat(session.key()).isNotNull();
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

    /** Several nodes on one database serve a session, and another process of the client takes it up. */
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
            assertThat(resumed.session().key()).isEqualTo(client.session().key());
            resumed.push();
            assertThat(pair.arrived()).containsExactly("one");
            resumed.close();
            assertThat(pair.client(PeerSettings.defaults()).openSessions()).isEmpty();
            assertThatThrownBy(client::push).isInstanceOf(MorangoException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void peersThatCannotDoWithout(Pair.Storage storage) {
        PeerSettings unable = tapped().capabilities(UNBOUND).build();
        PeerSettings strict = tapped().requireBoundSessions(true).build();
        try (Pair pair = storage.open();
                MorangoServer server = pair.server(unable).serve(0);
                MorangoServer able = pair.server(Facility.settings().build()).serve(0);
                SyncConnection connection = connect(pair, tapped().build(), server);
                SyncConnection other = connect(pair, unable, able)) {
            pair.write("one");
            SyncClient client = connection.openSession(pair.mine());
            assertThat(client.session().key()).isNull();
            client.push();
            client.close();
            pair.write("two");
            try (SyncClient unbound = other.openSession(pair.mine())) {
                unbound.push();
            }
            assertThat(pair.arrived()).containsExactly("one", "two");
            assertThat(wire.crossings()).noneMatch(c -> c.request().headers().containsKey(PROOF));

            int before = wire.crossings().size();
            try (SyncConnection strictly = connect(pair, strict, server)) {
                assertThatThrownBy(() -> strictly.openSession(pair.mine()))
                        .isInstanceOf(MorangoException.class)
                        .hasMessageContaining("cannot bind sessions, which the setting requireBoundSessions asks for");
            }
            assertThat(wire.crossings().subList(before, wire.crossings().size()))
                    .noneMatch(c -> c.is("POST", "syncsessions/"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void serverThatRequiresIt(Pair.Storage storage) {
        try (Pair pair = storage.open();
                MorangoServer lax = pair.server(Facility.settings().build()).serve(0);
                MorangoServer strict = pair.server(
                                Facility.settings().requireBoundSessions(true).build())
                        .serve(0);
                SyncConnection unable =
                        connect(pair, tapped().capabilities(UNBOUND).build(), strict);
                SyncConnection old =
                        connect(pair, tapped().capabilities(UNBOUND).build(), lax);
                SyncConnection able = connect(pair, tapped().build(), strict)) {
            assertThatThrownBy(() -> unable.openSession(pair.mine()))
                    .isInstanceOfSatisfying(
                            RemoteException.class, e -> assertThat(e.status()).isEqualTo(403))
                    .hasMessageContaining("opens only sessions that are bound");
            SyncClient opened = old.openSession(pair.mine());
            assertThatThrownBy(() -> unable.resumeSession(opened.session().id()))
                    .hasMessageContaining("no more to do with sessions that are not bound");
            opened.close();

            pair.write("one");
            try (SyncClient client = able.openSession(pair.mine())) {
                client.push();
            }
            assertThat(pair.arrived()).containsExactly("one");
        }
    }

    /** Somebody between the two puts in a key of their own, or none. */
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
                    .hasMessageContaining("403: The session's id does not follow from its certificates and its key");
            wire.tamper(request -> Wire.withBody(request, body -> body.replace("\"binding_key\"", "\"none\"")));
            assertThatThrownBy(() -> connection.openSession(pair.mine()))
                    .hasMessageContaining("cannot prove that it owns certificate");
        }
    }

    /** A server that hands out a key its certificate has not signed. */
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
                    assertThat(Objects.requireNonNull(client.session().key()).toString())
                            .isEqualTo("SessionKey");
                }
            }
        }
    }
}
