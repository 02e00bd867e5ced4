package org.morango.it.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.morango.Peer;
import org.morango.certificate.Certificate;
import org.morango.certificate.SigningKey;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.common.MorangoException;
import org.morango.hibernate.RandomRuns;
import org.morango.invitation.InvitationTerms;
import org.morango.invitation.IssuedInvitation;
import org.morango.it.database.Things;
import org.morango.it.simulation.H2LessonDatabase;
import org.morango.record.Filter;
import org.morango.record.Ids;
import org.morango.record.ScopeDefinition;
import org.morango.record.SyncRecord;
import org.morango.replica.CertificateStore;
import org.morango.server.MorangoEndpoints;
import org.morango.session.Capability;
import org.morango.settings.PeerSettings;
import org.morango.settings.RateLimits;
import org.morango.testkit.InMemoryReplica;
import org.morango.testkit.simulation.InMemoryDatabase;
import org.morango.testkit.simulation.InlineThreads;
import org.morango.testkit.simulation.LessonDatabase;
import org.morango.transport.Transport;

/** A peer sends arbitrary data. The other one refuses it, keeps its own data, and serves others. */
@Timeout(600)
class FuzzTest {
    private static final long FIRST = Long.getLong("fuzz.first", RandomRuns.seed());
    private static final long SEEDS = Long.getLong("fuzz.seeds", RandomRuns.count(25, 60));
    private static final long GULLIBLE_SEEDS = 1_000;
    private static final int GOOD_EVERY = 20;
    private static final int BOUND_EVERY = 4;
    private static final int JOIN_EVERY = 5;
    private static final int MAX_BODY = 4 * 1024 * 1024;
    /** Greatest total allocation for a body of that size; much of it is freed on the way. */
    private static final int MAX_MEGABYTES = 300;

    private static final String PROFILE = InMemoryReplica.PROFILE;
    private static final ScopeDefinition FULL = ScopeDefinition.named("full", PROFILE)
            .primaryParam("root")
            .readWrite("${root}")
            .build();
    private static final ScopeDefinition PART =
            ScopeDefinition.named("part", PROFILE).readWrite("${root}:part").build();
    private static final SigningKey ROOT_KEY = SigningKey.generate(new SecureRandom());
    private static final Certificate ROOT = Certificate.root(ROOT_KEY, FULL, Map.of());
    private static final SigningKey GOOD_KEY = SigningKey.generate(new SecureRandom());
    private static final SigningKey BAD_KEY = SigningKey.generate(new SecureRandom());
    private static final Certificate GOOD =
            Certificate.issue(ROOT_KEY, ROOT, FULL, ROOT.scopeParams(), GOOD_KEY.publicKey(), "good");
    private static final Certificate BAD =
            Certificate.issue(ROOT_KEY, ROOT, PART, "{\"root\": \"" + ROOT.id() + "\"}", BAD_KEY.publicKey(), "bad");
    /** The certificate for bound sessions: after it has opened one, it cannot open others. */
    private static final Certificate BOUND =
            Certificate.issue(ROOT_KEY, ROOT, PART, "{\"root\": \"" + ROOT.id() + "\"}", BAD_KEY.publicKey(), "bound");

    private static PeerSettings.Builder settings() {
        return PeerSettings.builder()
                .pause(duration -> {})
                // No work is left when a request has been answered.
                .threads((name, size) -> new InlineThreads())
                .trust(trust -> trust.allowPlainMorango(true))
                .client(client -> client.retries(1))
                .limits(limits -> limits.maxBodyBytes(MAX_BODY))
                .server(server -> server.rateLimits(RateLimits.NONE).asyncAfter(Duration.ofSeconds(30)));
    }

    private static LessonDatabase database(
            BiFunction<String, Random, LessonDatabase> make, long seed, Certificate certificate, SigningKey key) {
        Random random = new Random(seed);
        LessonDatabase database = make.apply(Ids.random(random), random);
        CertificateStore certificates = database.replica().certificates();
        certificates.save(FULL);
        certificates.save(PART);
        certificates.save(certificate.equals(ROOT) ? List.of(ROOT) : List.of(ROOT, certificate), key);
        return database;
    }

    private static LessonDatabase client(long seed, Certificate certificate) {
        return database(
                (id, random) -> new InMemoryDatabase(new InMemoryReplica(id, random)),
                seed,
                certificate,
                key(certificate));
    }

    private static SigningKey key(Certificate certificate) {
        return certificate.equals(GOOD) ? GOOD_KEY : BAD_KEY;
    }

    private static void put(LessonDatabase database, String partition, int number) {
        database.put("s" + number, ROOT.id() + partition, "{\"token\":" + number + "}");
    }

    private static void sync(LessonDatabase client, Certificate certificate, Transport transport, boolean bound) {
        // In a bound session, altered requests and answers are refused before they are read.
        Set<Capability> capabilities = EnumSet.allOf(Capability.class);
        if (!bound) {
            capabilities.remove(Capability.BOUND_SESSIONS);
        }
        PeerSettings settings = settings()
                .client(values -> values.transport(() -> transport))
                .capabilities(capabilities)
                .build();
        Peer peer = Peer.on(client.replica(), settings);
        try (SyncConnection connection = peer.connect("http://server.example/");
                SyncClient session = connection.openSession(certificate)) {
            session.pull();
            session.push();
        }
    }

    /** A peer joins by an invitation. It gets what that allows, once, or nothing. Returns what it got. */
    private static List<Certificate> join(Peer server, CertificateStore certificates, long seed, Transport transport) {
        List<Certificate> before = certificates.page("", Integer.MAX_VALUE);
        IssuedInvitation issued = server.invitations()
                .create(InvitationTerms.of(ROOT.id(), "part").withParams(Map.of("root", ROOT.id())));
        Random random = new Random(seed);
        InMemoryReplica joining = new InMemoryReplica(Ids.random(random), random);
        joining.certificates().save(FULL);
        joining.certificates().save(PART);
        PeerSettings settings =
                settings().client(values -> values.transport(() -> transport)).build();
        try {
            Peer.on(joining, settings).join(issued.text("http://server.example/"));
        } catch (MorangoException e) {
            assertThat(e.getMessage()).as("seed " + seed).isNotBlank();
        }
        List<Certificate> made = new ArrayList<>(certificates.page("", Integer.MAX_VALUE));
        made.removeAll(before);
        assertThat(made).as("seed " + seed).hasSizeLessThanOrEqualTo(1).allSatisfy(certificate -> {
            assertThat(certificate.scopeDefinitionId()).isEqualTo("part");
            assertThat(certificate.parentId()).isEqualTo(ROOT.id());
        });
        return made;
    }

    private static List<SyncRecord> secrets(LessonDatabase database) {
        return database.store().values().stream()
                .filter(rec -> rec.partition().startsWith(ROOT.id() + ":secret"))
                .toList();
    }

    /** Returns the data that the restricted certificate does not allow to see or change. */
    private static Map<String, Object> outside(LessonDatabase database) {
        Map<String, Object> outside = new TreeMap<>();
        database.store().forEach((id, rec) -> addOutside(outside, "record " + id, rec.partition(), rec));
        database.rows().forEach((id, row) -> addOutside(outside, "row " + id, row.partition(), row));
        database.maxCounters()
                .forEach((partition, counters) -> addOutside(outside, "counters " + partition, partition, counters));
        return outside;
    }

    /** Returns the records that the hostile peer may not change, with their partitions. */
    private static Map<String, String> partitions(LessonDatabase database) {
        Map<String, String> partitions = new TreeMap<>();
        database.store().forEach((id, rec) -> partitions.put(id, rec.partition()));
        partitions.values().removeIf(partition -> partition.startsWith(ROOT.id() + ":part"));
        return partitions;
    }

    private static void addOutside(Map<String, Object> outside, String what, String partition, Object value) {
        if (!partition.startsWith(ROOT.id() + ":part")) {
            outside.put(what, value);
        }
    }

    @Test
    void serverInMemoryRefusesWhatAHostileClientSends() {
        attackServer(
                "The server in memory",
                (id, random) -> new InMemoryDatabase(new InMemoryReplica(id, random)),
                FIRST,
                SEEDS);
    }

    @Test
    void serverOnH2RefusesWhatAHostileClientSends() {
        attackServer("The server on H2", H2LessonDatabase.of(Things.WITH_RECORD_IDS), FIRST, SEEDS);
    }

    /** The test detects such a server. */
    @Test
    void serverThatGivesAnIdToWhoeverTakesItIsFound() {
        assertThatThrownBy(() -> attackServer(
                        "A gullible server",
                        (id, random) -> new InMemoryDatabase(new InMemoryReplica(id, random) {
                            @Override
                            protected boolean isOusted(SyncRecord stored, SyncRecord received) {
                                return true;
                            }
                        }),
                        0,
                        GULLIBLE_SEEDS))
                .isInstanceOf(AssertionError.class);
    }

    private static void attackServer(
            String name, BiFunction<String, Random, LessonDatabase> make, long first, long seeds) {
        HostileTransport.Memory memory = new HostileTransport.Memory();
        int inputs = 0;
        try (LessonDatabase server = database(make, 1, ROOT, ROOT_KEY)) {
            for (int i = 0; i < 5; i++) {
                put(server, ":part", i);
                put(server, ":secret", i);
            }
            server.replica().serialize(PROFILE, Filter.EVERYTHING);
            Map<String, Object> before = outside(server);
            memory.texts().add(ROOT.id() + ":secret");
            memory.targets().addAll(secrets(server));
            Peer peer = Peer.on(server.replica(), settings().build());
            try (MorangoEndpoints endpoints = peer.endpoints()) {
                CertificateStore certificates = server.replica().certificates();
                assertThat(join(peer, certificates, first - 1, HostileTransport.honest(endpoints)))
                        .hasSize(1);
                for (long seed = first; seed < first + seeds; seed++) {
                    Certificate certificate = seed % BOUND_EVERY == 0 ? BOUND : BAD;
                    LessonDatabase client = client(1_000 + seed, certificate);
                    put(client, ":part", (int) seed);
                    HostileTransport hostile = new HostileTransport(endpoints, new Random(seed), memory, true);
                    try {
                        sync(client, certificate, hostile, certificate.equals(BOUND));
                    } catch (MorangoException e) {
                        assertThat(e.getMessage()).as("seed " + seed).isNotBlank();
                    }
                    if (seed % JOIN_EVERY == 0) {
                        join(peer, certificates, seed, hostile);
                    }
                    inputs += hostile.inputs();
                    assertThat(hostile.serverErrors()).as("seed " + seed).isEmpty();
                    assertThat(outside(server)).as("seed " + seed).isEqualTo(before);
                    if (seed % GOOD_EVERY == 0) {
                        LessonDatabase good = client(5_000 + seed, GOOD);
                        sync(good, GOOD, HostileTransport.honest(endpoints), true);
                        assertThat(partitions(good)).isEqualTo(partitions(server));
                        // The good peer may know of counters of wider partitions.
                        before = outside(server);
                    }
                }
            }
        }
        System.out.println(name + " was sent " + inputs + " hostile requests; " + memory.costs() + ".");
        assertThat(memory.costs().megabytes()).isLessThan(MAX_MEGABYTES);
    }

    /** The client may store the server's statements about all partitions. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void clientRefusesWhatAHostileServerAnswers(boolean mayChangeAll) {
        List<String> failures = new ArrayList<>();
        HostileTransport.Memory memory = new HostileTransport.Memory();
        int inputs = 0;
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            LessonDatabase server =
                    database((id, random) -> new InMemoryDatabase(new InMemoryReplica(id, random)), 1, ROOT, ROOT_KEY);
            put(server, ":part", 1);
            Certificate certificate = mayChangeAll ? GOOD : BAD;
            try (LessonDatabase client = database(
                            H2LessonDatabase.of(Things.WITH_RECORD_IDS), 1_000 + seed, certificate, key(certificate));
                    MorangoEndpoints endpoints =
                            Peer.on(server.replica(), settings().build()).endpoints()) {
                put(client, ":part", 2);
                put(client, ":secret", 3);
                client.replica().serialize(PROFILE, Filter.EVERYTHING);
                Map<String, Object> before = outside(client);
                memory.targets().clear();
                memory.targets().addAll(secrets(client));
                HostileTransport hostile = new HostileTransport(endpoints, new Random(seed), memory, false);
                try {
                    sync(client, certificate, hostile, seed % BOUND_EVERY == 0);
                } catch (MorangoException e) {
                    assertThat(e.getMessage()).as("seed " + seed).isNotBlank();
                }
                inputs += hostile.inputs();
                if (!mayChangeAll && !outside(client).equals(before)) {
                    failures.add("seed " + seed + ": " + outside(client));
                }
            }
        }
        assertThat(failures).isEmpty();
        System.out.println("The client was given " + inputs + " hostile answers.");
    }
}
