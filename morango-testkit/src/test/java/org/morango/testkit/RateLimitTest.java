package org.morango.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.morango.MorangoException;
import org.morango.Peer;
import org.morango.PeerSettings;
import org.morango.RateLimits;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.server.MorangoEndpoints;
import org.morango.server.MorangoRequest;
import org.morango.server.MorangoResponse;
import org.morango.server.MorangoServer;

class RateLimitTest {
    private static final class Hands extends Clock {
        Instant now = Instant.parse("2026-01-01T00:00:00Z");

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private final Hands hands = new Hands();
    private MorangoEndpoints endpoints;

    private void serve(RateLimits limits) {
        endpoints = Peer.on(
                        Facility.rootReplica(),
                        Facility.settings().clock(hands).rateLimits(limits).build())
                .endpoints();
    }

    private MorangoResponse ask(String method, String path, String address, Map<String, String> headers) {
        return endpoints.handle(new MorangoRequest(
                method,
                path,
                Map.of(),
                headers::get,
                new ByteArrayInputStream(new byte[0]),
                address,
                "http://server.example/"));
    }

    private int nonce(String address) {
        return ask("POST", "nonces/", address, Map.of()).status();
    }

    @Test
    void anAddressMayAskSoOftenAMinute() {
        serve(new RateLimits(0, 30, 0));
        for (int i = 0; i < 30; i++) {
            assertThat(nonce("192.0.2.1")).isEqualTo(201);
        }
        MorangoResponse refused = ask("POST", "nonces/", "192.0.2.1", Map.of());
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.headers()).containsEntry("Retry-After", "2");
        // Others are served meanwhile, and other questions are answered.
        assertThat(nonce("192.0.2.2")).isEqualTo(201);
        assertThat(ask("GET", "morangoinfo/1/", "192.0.2.1", Map.of()).status()).isEqualTo(200);
        hands.now = hands.now.plusSeconds(2);
        assertThat(nonce("192.0.2.1")).isEqualTo(201);
        assertThat(nonce("192.0.2.1")).isEqualTo(429);
        hands.now = hands.now.plus(Duration.ofHours(1));
        for (int i = 0; i < 30; i++) {
            assertThat(nonce("192.0.2.1")).isEqualTo(201);
        }
        assertThat(nonce("192.0.2.1")).isEqualTo(429);
    }

    @Test
    void everyRequestMayCount() {
        serve(new RateLimits(3, 0, 0));
        for (int i = 0; i < 3; i++) {
            assertThat(ask("GET", "nowhere/", "192.0.2.1", Map.of()).status()).isEqualTo(404);
        }
        assertThat(ask("GET", "morangoinfo/1/", "192.0.2.1", Map.of()).status()).isEqualTo(429);
    }

    @Test
    void passwordsCannotBeGuessedForLong() {
        serve(new RateLimits(0, 0, 5));
        Map<String, String> wrong =
                Map.of("Authorization", "Basic " + Base64.getEncoder().encodeToString("admin:guess".getBytes()));
        for (int i = 0; i < 5; i++) {
            assertThat(ask("POST", "certificates/", "192.0.2.1", wrong).status())
                    .isEqualTo(401);
        }
        Map<String, String> right =
                Map.of("Authorization", "Basic " + Base64.getEncoder().encodeToString("admin:pw".getBytes()));
        assertThat(ask("POST", "certificates/", "192.0.2.1", right).status()).isEqualTo(429);
        assertThat(ask("POST", "certificates/", "192.0.2.2", right).status()).isEqualTo(400);
        hands.now = hands.now.plusSeconds(12);
        assertThat(ask("POST", "certificates/", "192.0.2.1", right).status()).isEqualTo(400);
    }

    /** More addresses than are remembered: nobody can fill the memory. */
    @Test
    void addressesAreForgotten() {
        serve(new RateLimits(0, 1, 0));
        assertThat(nonce("192.0.2.1")).isEqualTo(201);
        assertThat(nonce("192.0.2.1")).isEqualTo(429);
        for (int i = 0; i < 10_000; i++) {
            assertThat(ask("POST", "nonces/", "2001:db8::" + Integer.toHexString(i), Map.of())
                            .status())
                    .isEqualTo(201);
        }
        assertThat(nonce("192.0.2.1")).isEqualTo(201);
    }

    @Test
    void clientWaitsAsItIsAskedTo() {
        List<Duration> pauses = new ArrayList<>();
        PeerSettings limited = Facility.settings()
                .clock(hands)
                .rateLimits(new RateLimits(0, 2, 0))
                .build();
        PeerSettings patient = Facility.settings()
                .clock(hands)
                .pause(duration -> {
                    pauses.add(duration);
                    hands.now = hands.now.plus(duration);
                })
                .build();
        try (MorangoServer server = Peer.on(Facility.rootReplica(), limited).serve(0);
                SyncConnection connection =
                        Peer.on(Facility.clientReplica(), patient).connect(Facility.url(server.port()))) {
            for (int i = 0; i < 3; i++) {
                try (SyncClient client = connection.openSession(Facility.CLIENT)) {
                    client.pull();
                }
            }
        }
        assertThat(pauses).contains(Duration.ofSeconds(30));
    }

    @Test
    void limitsAreNotNegative() {
        assertThatThrownBy(() -> new RateLimits(-1, 0, 0)).isInstanceOf(MorangoException.class);
    }
}
