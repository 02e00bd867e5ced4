package org.morango.it.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.morango.Peer;
import org.morango.certificate.Certificate;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.client.SyncException;
import org.morango.it.support.Exchange;
import org.morango.it.support.Facility;
import org.morango.it.support.FaultyProxy;
import org.morango.it.support.Wire;
import org.morango.record.Filter;
import org.morango.server.MorangoServer;
import org.morango.session.Capability;
import org.morango.session.StageOperation;
import org.morango.session.TransferSession;
import org.morango.session.TransferStage;
import org.morango.settings.PeerSettings;
import org.morango.testkit.InMemoryReplica;
import org.morango.transport.Transport;
import tools.jackson.databind.node.ObjectNode;

/** Transfers that cannot continue are ended on both sides, and the next sync begins anew. */
class EndedTransferTest {
    private static final Filter NARROW = Filter.of(Facility.partition("user-rw"), Facility.partition("allusers-ro"));
    private static final Filter WIDE = Filter.of(Facility.ROOT.id());

    private final InMemoryReplica here = Facility.clientReplica();
    private final InMemoryReplica there = Facility.rootReplica();

    private static PeerSettings.Builder settings(boolean async) {
        EnumSet<Capability> capabilities = EnumSet.complementOf(EnumSet.of(Capability.BOUND_SESSIONS));
        if (!async) {
            capabilities.remove(Capability.ASYNC_OPERATIONS);
        }
        return Facility.settings().trust(trust -> trust.allowPlainMorango(true)).capabilities(capabilities);
    }

    private TransferSession sync(
            PeerSettings settings,
            String url,
            Certificate certificate,
            Function<SyncClient, TransferSession> transfer) {
        try (SyncConnection connection = Peer.on(here, settings).connect(url);
                SyncClient client = connection.openSession(certificate)) {
            return transfer.apply(client);
        }
    }

    private void assertNothingIsOpen() {
        for (InMemoryReplica replica : Set.of(here, there)) {
            assertThat(replica.sessions().staleSessions(Instant.now().plus(Duration.ofDays(1)), "", 100))
                    .isEmpty();
            assertThat(replica.heldTransfers()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void serverThatFailsWhileItDeserializesHasTheRecords(boolean async) {
        AtomicBoolean broken = new AtomicBoolean(true);
        PeerSettings server = settings(async)
                .operation(TransferStage.DESERIALIZING, StageOperation.before(context -> {
                    if (broken.get() && !context.isSender()) {
                        throw new IllegalStateException("out of order");
                    }
                }))
                .build();
        String first = here.put("lesson", "first", Facility.partition("allusers-ro"), "{}");
        try (MorangoServer running = Peer.on(there, server).serve(0)) {
            String url = Facility.url(running.port());
            assertThatThrownBy(() -> sync(settings(async).build(), url, Facility.CLIENT, SyncClient::push))
                    .isInstanceOf(SyncException.class)
                    .hasMessageContaining(
                            async
                                    ? "has received and merged all 1 records, but could not write them"
                                    : "The server failed in stage deserializing")
                    .hasMessageContaining("its log says why, under transfer ");
            assertThat(there.store()).containsOnlyKeys(first);
            assertThat(there.rows()).isEmpty();
            if (async) {
                assertNothingIsOpen();
            }
            // The next sync does not begin with the failed transfer, and sends nothing again.
            TransferSession pulled = sync(settings(async).build(), url, Facility.CLIENT, SyncClient::pull);
            assertThat(pulled.active()).isFalse();
            broken.set(false);
            String second = here.put("lesson", "second", Facility.partition("allusers-ro"), "{}");
            TransferSession next = sync(settings(async).build(), url, Facility.CLIENT, SyncClient::push);
            assertThat(next.recordsTotal()).isEqualTo(1);
            assertThat(there.rows()).containsOnlyKeys(Set.of(first, second));
        }
        assertNothingIsOpen();
    }

    /** Makes the server open transfers with another filter than the client has requested. */
    private static Wire opening(Filter other) {
        Wire wire = new Wire();
        wire.tamper(request -> {
            boolean opens =
                    request.method().equals("POST") && request.uri().getPath().endsWith("/transfersessions/");
            return opens
                    ? Wire.withBody(request, body -> {
                        ObjectNode opened = (ObjectNode) Exchange.MAPPER.readTree(body);
                        return opened.put("filter", other.toString()).toString();
                    })
                    : request;
        });
        return wire;
    }

    private MorangoServer serve(boolean async) {
        return Peer.on(there, settings(async).build()).serve(0);
    }

    private void put() {
        for (String partition : Set.of("user-rw:u", "allusers-ro", "elsewhere")) {
            here.put("lesson", "here", Facility.partition(partition), "{}");
            there.put("lesson", "there", Facility.partition(partition), "{}");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void widerFilterOfAServerIsRefused(boolean async) {
        put();
        try (MorangoServer server = serve(async)) {
            String url = Facility.url(server.port());
            Transport wire = opening(WIDE);
            PeerSettings settings = settings(async)
                    .client(client -> client.transport(() -> wire))
                    .build();
            assertThatThrownBy(() -> sync(settings, url, Facility.CLIENT, client -> client.pull(NARROW)))
                    .isInstanceOf(SyncException.class)
                    .hasMessageContaining("\"" + WIDE + "\" in place of \""
                            + NARROW.toString().replace("\n", " ") + "\", which is wider")
                    .hasMessageContaining("adoptWiderFilters");
            assertNothingIsOpen();
            assertThat(here.rows()).hasSize(3);
            sync(settings(async).build(), url, Facility.CLIENT, client -> client.pull(NARROW));
            assertThat(here.rows()).hasSize(5);
        }
    }

    @Test
    void widerFilterOfAServerIsAdoptedIfThatIsSet() {
        put();
        try (MorangoServer server = serve(true)) {
            String url = Facility.url(server.port());
            Transport wire = opening(WIDE);
            PeerSettings settings = settings(true)
                    .client(client -> client.transport(() -> wire).adoptWiderFilters(true))
                    .build();
            TransferSession pulled = sync(settings, url, Facility.CLIENT, client -> client.pull(NARROW));
            assertThat(pulled.filter()).isEqualTo(WIDE);
            assertThat(pulled.recordsTransferred()).isEqualTo(3);
            TransferSession pushed = sync(settings, url, Facility.CLIENT, client -> client.push(NARROW));
            assertThat(pushed.filter()).isEqualTo(WIDE);
            assertThat(here.rows()).hasSize(6).isEqualTo(there.rows());
            assertThat(sync(settings(true).build(), url, Facility.CLIENT, SyncClient::pull)
                            .recordsTotal())
                    .isZero();
        }
    }

    /** Such a server has queued by the client's counters for the narrower filter. */
    @Test
    void widerFilterIsNotAdoptedOfAServerThatQueuesAtOnce() {
        try (MorangoServer server = serve(false)) {
            Transport wire = opening(WIDE);
            PeerSettings settings = settings(false)
                    .client(client -> client.transport(() -> wire).adoptWiderFilters(true))
                    .build();
            assertThatThrownBy(() ->
                            sync(settings, Facility.url(server.port()), Facility.CLIENT, client -> client.pull(NARROW)))
                    .hasMessageContaining("cannot be adopted without ASYNC_OPERATIONS");
            assertNothingIsOpen();
        }
    }

    @Test
    void filterOutsideACertificateIsNotAdopted() throws IOException {
        here.certificates().save(List.of(Facility.ROOT, Facility.LEARNER), Facility.CLIENT_KEY);
        try (MorangoServer server = serve(true);
                FaultyProxy proxy = new FaultyProxy(server.port(), new WiderAnswers())) {
            PeerSettings settings = settings(true)
                    .client(client -> client.adoptWiderFilters(true))
                    .build();
            for (Function<SyncClient, TransferSession> transfer :
                    Set.<Function<SyncClient, TransferSession>>of(SyncClient::pull, SyncClient::push)) {
                assertThatThrownBy(() -> sync(settings, proxy.url(), Facility.LEARNER, transfer))
                        .isInstanceOf(SyncException.class)
                        .hasMessageContaining("lies outside what this client's certificate allows");
                assertNothingIsOpen();
            }
        }
    }

    @Test
    void narrowerFilterOfAServerIsRefused() {
        put();
        try (MorangoServer server = serve(true)) {
            Transport wire = opening(NARROW);
            PeerSettings settings = settings(true)
                    .client(client -> client.transport(() -> wire).adoptWiderFilters(true))
                    .build();
            assertThatThrownBy(() -> sync(settings, Facility.url(server.port()), Facility.CLIENT, SyncClient::push))
                    .isInstanceOf(SyncException.class)
                    .hasMessageContaining("which leaves out some of it");
            assertNothingIsOpen();
            assertThat(there.rows()).hasSize(3);
        }
    }

    /** Script by which the answers say that each transfer covers everything. */
    private static final class WiderAnswers implements FaultyProxy.Script {
        @Override
        public FaultyProxy.Fault fault(String request) {
            return FaultyProxy.Fault.NONE;
        }

        @Override
        public String answer(String request, String body) {
            return request.equals("POST transfersessions/")
                    ? new String(
                            Exchange.MAPPER.writeValueAsBytes(
                                    ((ObjectNode) Exchange.MAPPER.readTree(body)).put("filter", Facility.ROOT.id())),
                            StandardCharsets.UTF_8)
                    : body;
        }
    }
}
