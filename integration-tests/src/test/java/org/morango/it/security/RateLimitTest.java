package org.morango.it.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.morango.Peer;
import org.morango.access.Credentials;
import org.morango.access.UserAuthenticator;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.common.MorangoException;
import org.morango.it.support.Facility;
import org.morango.it.support.Hands;
import org.morango.server.MorangoEndpoints;
import org.morango.server.MorangoRequest;
import org.morango.server.MorangoResponse;
import org.morango.server.MorangoServer;
import org.morango.settings.PeerSettings;
import org.morango.settings.RateLimits;

class RateLimitTest {
    private final Hands hands = new Hands(Instant.parse("2026-01-01T00:00:00Z"));
    private MorangoEndpoints endpoints;

    private void serve(RateLimits limits) {
        endpoints = Peer.on(
                        Facility.rootReplica(),
                        Facility.settings()
                                .clock(hands)
                                .server(server -> server.rateLimits(limits))
                                .build())
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
                "",
                "http://server.example/",
                false));
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
        // Meanwhile other addresses are served, and other requests are answered.
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

    private int login(String address, String name, String password) {
        String basic = Base64.getEncoder().encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8));
        return ask("POST", "certificates/", address, Map.of("Authorization", "Basic " + basic))
                .status();
    }

    @Test
    void inventedNamesUseUpNobodysAttempts() {
        serve(new RateLimits(0, 0, 5));
        for (int i = 0; i < 49; i++) {
            assertThat(login("192.0.2.1", "nobody" + i, "guess")).isEqualTo(401);
        }
        assertThat(login("192.0.2.1", "admin", "pw")).isEqualTo(400);
        assertThat(login("192.0.2.1", "nobody49", "guess")).isEqualTo(401);
        assertThat(login("192.0.2.1", "nobody50", "guess")).isEqualTo(429);
        // A user who has logged in from this address can do so again.
        assertThat(login("192.0.2.1", "admin", "pw")).isEqualTo(400);
    }

    @Test
    void strangersElsewhereDoNotLockOutAUser() {
        serve(new RateLimits(0, 0, 5));
        assertThat(login("192.0.2.1", "admin", "pw")).isEqualTo(400);
        List<Integer> answers = new ArrayList<>();
        for (int i = 2; i < 12; i++) {
            for (int j = 0; j < 5; j++) {
                answers.add(login("192.0.2." + i, "admin", "guess"));
            }
        }
        assertThat(answers).startsWith(401).endsWith(429);
        assertThat(answers.stream().filter(status -> status == 401)).hasSize(25);
        assertThat(login("192.0.2.1", "admin", "pw")).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ADMIN", " admin", "\uff41dmin"})
    void otherSpellingsOfANameAreTheSameAccount(String spelling) {
        serve(new RateLimits(0, 0, 2));
        assertThat(login("192.0.2.1", "admin", "guess")).isEqualTo(401);
        assertThat(login("192.0.2.1", spelling, "guess")).isEqualTo(401);
        assertThat(login("192.0.2.1", "admin", "pw")).isEqualTo(429);
    }

    @Test
    void addressesOfOneNetworkShareItsLimits() {
        serve(new RateLimits(0, 2, 2));
        assertThat(login("2001:db8::1", "admin", "guess")).isEqualTo(401);
        assertThat(login("[2001:db8::ffff:1]", "admin", "guess")).isEqualTo(401);
        assertThat(login("2001:db8:0:0:1::", "admin", "pw")).isEqualTo(429);
        assertThat(login("2001:db8:0:1::1", "admin", "pw")).isEqualTo(400);
        assertThat(nonce("2001:db8::1")).isEqualTo(201);
        assertThat(nonce("2001:db8::2%eth0")).isEqualTo(201);
        assertThat(nonce("2001:db8::3")).isEqualTo(429);
    }

    @Test
    void fewPasswordsAreCheckedAtATime() throws Exception {
        CountDownLatch begun = new CountDownLatch(8);
        CountDownLatch end = new CountDownLatch(1);
        endpoints = Peer.on(
                        Facility.rootReplica(),
                        Facility.settings()
                                .server(server -> server.authenticator(credentials -> {
                                    begun.countDown();
                                    try {
                                        end.await();
                                    } catch (InterruptedException e) {
                                        throw new IllegalStateException(e);
                                    }
                                    return Optional.empty();
                                }))
                                .build())
                .endpoints();
        ExecutorService callers = Executors.newFixedThreadPool(8);
        try {
            List<Future<Integer>> waiting = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String address = "192.0.2." + i;
                waiting.add(callers.submit(() -> login(address, "admin", "guess")));
            }
            assertThat(begun.await(1, TimeUnit.MINUTES)).isTrue();
            assertThat(login("192.0.2.9", "admin", "pw")).isEqualTo(429);
            end.countDown();
            for (Future<Integer> each : waiting) {
                assertThat(each.get()).isEqualTo(401);
            }
            assertThat(login("192.0.2.9", "admin", "pw")).isEqualTo(401);
        } finally {
            end.countDown();
            callers.shutdown();
        }
    }

    @Test
    void usersWhoDoNotExistCostTheSame() {
        List<String> compared = new ArrayList<>();
        UserAuthenticator accounts = UserAuthenticator.ofHashes(
                name -> name.equals("admin") ? Optional.of("hash") : Optional.empty(),
                (password, hash) -> compared.add(password + " " + hash),
                "decoy");
        assertThat(accounts.authenticate(new Credentials(Map.of("username", "admin"), "pw")))
                .isPresent();
        assertThat(accounts.authenticate(new Credentials(Map.of("username", "eve"), "pw")))
                .isEmpty();
        assertThat(compared).containsExactly("pw hash", "pw decoy");
    }

    /** Only a limited number of addresses is stored, so that nobody can fill the memory. */
    @Test
    void addressesAreForgotten() {
        serve(new RateLimits(0, 1, 0));
        assertThat(nonce("192.0.2.1")).isEqualTo(201);
        assertThat(nonce("192.0.2.1")).isEqualTo(429);
        for (int i = 0; i < 10_000; i++) {
            assertThat(ask("POST", "nonces/", "2001:db8:0:" + Integer.toHexString(i) + "::1", Map.of())
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
                .server(server -> server.rateLimits(new RateLimits(0, 2, 0)))
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
