package org.morango.it.certificate;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.morango.Peer;
import org.morango.certificate.Certificate;
import org.morango.certificate.Life;
import org.morango.certificate.SigningKey;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.it.support.Facility;
import org.morango.server.MorangoServer;
import org.morango.settings.PeerSettings;
import org.morango.testkit.InMemoryReplica;
import tools.jackson.databind.json.JsonMapper;

/** Certificates and peers of the tests of renewal. */
final class Renewals {
    static final Instant NOW = Instant.parse("2100-06-01T00:00:00Z");
    static final JsonMapper JSON = JsonMapper.shared();
    static final Duration LIFETIME = Duration.ofDays(30);
    static final SigningKey CITY_KEY = SigningKey.generate(new SecureRandom());
    static final SigningKey OTHER_KEY = SigningKey.generate(new SecureRandom());

    private Renewals() {}

    static PeerSettings.Builder at(Instant now) {
        return Facility.settings()
                .trust(trust -> trust.certificateLifetime(LIFETIME))
                .clock(Clock.fixed(now, ZoneOffset.UTC));
    }

    static Instant day(int days) {
        return NOW.plus(Duration.ofDays(days));
    }

    static Certificate underRoot(SigningKey key, String salt, @Nullable Instant expires) {
        return Certificate.issue(
                Facility.ROOT_KEY,
                Facility.ROOT,
                Facility.FULL,
                Facility.ROOT.scopeParams(),
                key.publicKey(),
                salt,
                Life.from(NOW, expires));
    }

    /** Returns a client with a certificate until day 30. */
    static InMemoryReplica client() {
        return replica(2, List.of(Facility.ROOT, underRoot(Facility.CLIENT_KEY, "mine", day(30))), Facility.CLIENT_KEY);
    }

    static Certificate own(InMemoryReplica replica) {
        return replica.certificates().owned().get(0);
    }

    static Certificate renew(InMemoryReplica client, Certificate mine, InMemoryReplica server, Instant now) {
        return renew(client, mine, server, at(now).build(), at(now));
    }

    static Certificate renew(
            InMemoryReplica client,
            Certificate mine,
            InMemoryReplica server,
            PeerSettings of,
            PeerSettings.Builder settings) {
        try (MorangoServer serving = Peer.on(server, of).serve(0);
                SyncConnection connection = Peer.on(client, settings.build()).connect(Facility.url(serving.port()))) {
            return connection.renew(mine);
        }
    }

    /** Returns a renewed certificate without asking a server, because making keys takes long. */
    static Certificate renewed(InMemoryReplica client, Certificate former, SigningKey key, Instant at) {
        Certificate signed = Certificate.renewal(
                Facility.ROOT_KEY, Facility.ROOT, former, key.publicKey(), at.toString(), at, at.plus(LIFETIME));
        client.certificates().save(List.of(Facility.ROOT, signed), key);
        return signed;
    }

    /** Returns another database. */
    static InMemoryReplica replica(int seed, List<Certificate> chain, SigningKey key) {
        InMemoryReplica replica = Facility.replica(seed);
        replica.certificates().save(Facility.FULL);
        replica.certificates().save(Facility.SINGLE_USER);
        replica.certificates().save(chain, key);
        return replica;
    }

    static void sync(InMemoryReplica client, InMemoryReplica server, Instant now) {
        try (MorangoServer serving = Peer.on(server, at(now).build()).serve(0);
                SyncConnection connection = Peer.on(client, at(now).build()).connect(Facility.url(serving.port()));
                SyncClient open = connection.openSession()) {
            open.push();
            open.pull();
        }
    }
}
