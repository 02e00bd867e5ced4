package org.morango.it.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.morango.Peer;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.client.SyncException;
import org.morango.it.support.Facility;
import org.morango.it.support.FaultyProxy;
import org.morango.it.support.FaultyProxy.Fault;
import org.morango.it.support.PoorLink;
import org.morango.replica.HeldBackKind;
import org.morango.server.MorangoServer;
import org.morango.session.Capability;
import org.morango.session.TransferSession;
import org.morango.settings.PeerSettings;
import org.morango.testkit.InMemoryReplica;

/** Proxies that limit the size of bodies. */
class ProxyLimitTest {
    private static final int LIMIT = 20_000;
    /** The default limit of nginx. */
    private static final int NGINX = 1024 * 1024;

    private final Random random = new Random(3);
    private final InMemoryReplica here = Facility.clientReplica();
    private final InMemoryReplica there = Facility.rootReplica();
    private final MorangoServer server = Facility.peer(there).serve(0);

    @AfterEach
    void close() {
        server.close();
    }

    private static FaultyProxy.Script limit(int bytes) {
        return new FaultyProxy.Script() {
            @Override
            public Fault fault(String request) {
                return Fault.NONE;
            }

            @Override
            public int maxBody() {
                return bytes;
            }
        };
    }

    /** Returns another device under the same certificate. */
    private static InMemoryReplica third() {
        InMemoryReplica replica = Facility.replica(3);
        replica.certificates().save(Facility.FULL);
        replica.certificates().save(List.of(Facility.ROOT, Facility.CLIENT), Facility.CLIENT_KEY);
        return replica;
    }

    private String put(InMemoryReplica replica, String name, int length) {
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            text.append(Long.toString(random.nextLong(), 36));
        }
        return replica.put("lesson", name, Facility.partition("allusers-ro"), "{\"text\":\"" + text + "\"}");
    }

    private static TransferSession push(InMemoryReplica from, PeerSettings settings, FaultyProxy proxy) {
        try (SyncConnection connection = Peer.on(from, settings).connect(proxy.url());
                SyncClient client = connection.openSession(Facility.CLIENT)) {
            return client.push();
        }
    }

    private static TransferSession push(InMemoryReplica from, FaultyProxy proxy) {
        return push(from, Facility.settings().build(), proxy);
    }

    @Test
    void chunksBecomeSmallerThanTheLimit() throws IOException {
        for (int i = 0; i < 500; i++) {
            put(here, "lesson " + i, 300);
        }
        try (FaultyProxy proxy = new FaultyProxy(server.port(), limit(LIMIT))) {
            push(here, proxy);
            assertThat(proxy.largest()).isLessThanOrEqualTo(LIMIT).isGreaterThan(LIMIT / 3);
        }
        assertThat(there.rows()).hasSize(500).isEqualTo(here.rows());
        assertThat(here.heldBack()).isEmpty();
    }

    /** Contents have three bytes a character. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void chunksOfOtherScriptsStayBelowTheUsualLimit(boolean packed) throws IOException {
        for (int i = 0; i < 3_000; i++) {
            StringBuilder text = new StringBuilder();
            random.ints(500, 0x4E00, 0x9FA0).forEach(text::appendCodePoint);
            here.put("lesson", "s" + i, Facility.partition("allusers-ro"), "{\"text\":\"" + text + "\"}");
        }
        Set<Capability> capabilities = EnumSet.copyOf(PeerSettings.defaults().capabilities());
        if (!packed) {
            capabilities.remove(Capability.GZIP_BUFFER_POST);
        }
        PeerSettings settings = Facility.settings().capabilities(capabilities).build();
        try (FaultyProxy proxy = new FaultyProxy(server.port(), limit(NGINX))) {
            push(here, settings, proxy);
            assertThat(proxy.largest())
                    .isLessThanOrEqualTo(settings.limits().chunkBytes())
                    .isGreaterThan(NGINX / 4);
        }
        assertThat(there.rows()).hasSize(3_000);
    }

    @ParameterizedTest
    @CsvSource({"40,1", "40,2", "3,3", "1,1", "40,13"})
    void recordAboveTheLimitHoldsUpNothingElse(int records, int large) throws IOException {
        for (int i = 0; i < records; i++) {
            put(here, "lesson " + i, i % (records / large) == 0 && i / (records / large) < large ? 50_000 : 100);
        }
        InMemoryReplica third = third();
        try (FaultyProxy proxy = new FaultyProxy(server.port(), limit(LIMIT))) {
            TransferSession transfer = push(here, proxy);
            assertThat(transfer.recordsTransferred()).isEqualTo(records - large);
        }
        assertThat(there.rows()).hasSize(records - large);
        assertThat(here.heldBack()).hasSize(large).allSatisfy((id, held) -> {
            assertThat(held.kind()).isEqualTo(HeldBackKind.TOO_LARGE);
            assertThat(held.size()).isBetween(30_000L, 50_000L);
            assertThat(held.reason())
                    .contains("status 413", "maxBodyBytes", "client_max_body_size", "LimitRequestBody");
        });
        pull(third);
        assertThat(third.rows()).hasSize(records - large);

        here.retryHeldBack();
        try (FaultyProxy proxy = new FaultyProxy(server.port(), limit(NGINX))) {
            push(here, proxy);
        }
        pull(third);
        assertThat(there.rows()).hasSize(records).isEqualTo(here.rows());
        assertThat(third.rows()).isEqualTo(here.rows());
        assertThat(here.heldBack()).isEmpty();
    }

    private void pull(InMemoryReplica replica) {
        try (SyncConnection connection = Facility.peer(replica).connect(Facility.url(server.port()));
                SyncClient client = connection.openSession(Facility.CLIENT)) {
            client.pull();
        }
    }

    /** In this case the proxy is at fault, not the record. */
    @Test
    void proxyThatRefusesEverythingIsTold() throws IOException {
        put(here, "lesson", 1_000);
        FaultyProxy.Script script = new FaultyProxy.Script() {
            private int requests;

            @Override
            public Fault fault(String request) {
                requests++;
                return Fault.NONE;
            }

            @Override
            public int maxBody() {
                return requests > 6 ? 10 : Integer.MAX_VALUE;
            }
        };
        try (FaultyProxy proxy = new FaultyProxy(server.port(), script)) {
            assertThatThrownBy(() -> push(here, proxy))
                    .isInstanceOf(SyncException.class)
                    .hasMessageContaining("status 413")
                    .hasMessageContaining("client_max_body_size");
        }
        assertThat(here.heldBack()).isEmpty();
    }

    /** The answers of a pull keep to the same limit, whatever the size of their records. */
    @Test
    void answersStayBelowTheLimitToo() throws IOException {
        for (int i = 0; i < 300; i++) {
            put(there, "lesson " + i, 10_000);
        }
        InMemoryReplica third = third();
        try (PoorLink link = PoorLink.good(server.port());
                SyncConnection connection = Facility.peer(third).connect(link.url());
                SyncClient client = connection.openSession(Facility.CLIENT)) {
            client.pull();
            assertThat(client.statistics().bytesReceived() / client.statistics().requests())
                    .isLessThan(PeerSettings.defaults().limits().chunkBytes());
        }
        assertThat(third.rows()).hasSize(300);
    }
}
