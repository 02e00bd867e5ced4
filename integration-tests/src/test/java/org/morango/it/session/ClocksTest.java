package org.morango.it.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.morango.Peer;
import org.morango.certificate.Certificate;
import org.morango.client.SyncConnection;
import org.morango.it.support.Facility;
import org.morango.it.support.Hands;
import org.morango.it.support.Pair;
import org.morango.it.support.Wire;
import org.morango.server.MorangoServer;
import org.morango.settings.PeerSettings;

/** Clocks that differ, and clocks that are set back. */
class ClocksTest {
    private static final Instant BEGIN = Instant.parse("2100-01-01T00:00:00Z");

    private final Hands here = new Hands(BEGIN);
    private final Hands there = new Hands(BEGIN);
    private final Wire wire = new Wire();

    private PeerSettings client() {
        return Facility.settings()
                .clock(here)
                .client(client -> client.transport(() -> wire))
                .build();
    }

    private PeerSettings server() {
        return Facility.settings()
                .clock(there)
                .trust(trust -> trust.certificateLifetime(Duration.ofDays(1)))
                .build();
    }

    private void open(Pair pair, MorangoServer server, Certificate certificate) {
        try (SyncConnection connection = pair.client(client()).connect(Facility.url(server.port()))) {
            connection.openSession(certificate).close();
        }
    }

    private static Certificate request(Pair pair, MorangoServer server, PeerSettings settings) {
        try (SyncConnection connection = pair.client(settings).connect(Facility.url(server.port()))) {
            Certificate mine = pair.mine();
            return connection.requestCertificate(
                    pair.root().id(), mine.scopeDefinitionId(), mine.params(), "admin", "pw");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatHasExpiredStaysSoWhenTheClockIsSetBack(Pair.Storage storage) {
        try (Pair pair = storage.open()) {
            Certificate certificate;
            Peer first = pair.server(server());
            try (MorangoServer server = first.serve(0)) {
                certificate = request(pair, server, client());
                open(pair, server, certificate);
                // The clock is set back by less than clocks may differ.
                there.now = BEGIN.plus(Duration.ofDays(1)).plusSeconds(200);
                open(pair, server, certificate);
                there.now = BEGIN.plus(Duration.ofDays(1)).plusSeconds(400);
                assertThatThrownBy(() -> open(pair, server, certificate)).hasMessageContaining("expired");
                there.now = BEGIN;
                assertThatThrownBy(() -> open(pair, server, certificate)).hasMessageContaining("expired");
            }
            Peer restarted = pair.server(server());
            try (MorangoServer server = restarted.serve(0)) {
                assertThatThrownBy(() -> open(pair, server, certificate)).hasMessageContaining("expired");
                restarted.certificates().resetTime();
                open(pair, server, certificate);
            }
            try (MorangoServer server = pair.server(server()).serve(0)) {
                open(pair, server, certificate);
            }
        }
    }

    /** The time is seen without an expired certificate. */
    @ParameterizedTest
    @EnumSource
    void timeThatWasSeenIsRemembered(Pair.Storage storage) {
        try (Pair pair = storage.open()) {
            Certificate certificate;
            try (MorangoServer server = pair.server(server()).serve(0)) {
                certificate = request(pair, server, client());
                there.now = BEGIN.plus(Duration.ofDays(3));
                open(pair, server, pair.mine());
            }
            there.now = BEGIN;
            try (MorangoServer server = pair.server(server()).serve(0)) {
                assertThatThrownBy(() -> open(pair, server, certificate)).hasMessageContaining("expired");
                open(pair, server, pair.mine());
            }
        }
    }

    /**
     * The parameter is the time between making and use, as on two nodes whose clocks differ, or on one whose clock is
     * set.
     */
    @ParameterizedTest
    @CsvSource({"-299, true", "-301, false", "59, true", "359, true", "361, false", "-86400, false"})
    void noncesAreGoodAsLongAsClocksMayDiffer(int seconds, boolean isGood) {
        try (Pair pair = Pair.Storage.IN_MEMORY.open();
                MorangoServer server = pair.server(server()).serve(0)) {
            wire.forge((request, answer) -> {
                if (request.uri().getPath().endsWith("/nonces/")) {
                    there.now = there.now.plusSeconds(seconds);
                }
                return answer;
            });
            if (isGood) {
                open(pair, server, pair.mine());
            } else {
                assertThatThrownBy(() -> open(pair, server, pair.mine())).hasMessageContaining("Nonce is not valid");
            }
            assertThat(wire.crossings()).isNotEmpty();
        }
    }
}
