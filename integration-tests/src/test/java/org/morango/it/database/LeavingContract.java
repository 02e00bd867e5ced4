package org.morango.it.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.hibernate.Hibernate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.morango.Peer;
import org.morango.certificate.Certificate;
import org.morango.certificate.Life;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.common.MorangoException;
import org.morango.hibernate.Leaving;
import org.morango.hibernate.Morango;
import org.morango.hibernate.internal.store.LeavingRow;
import org.morango.hibernate.report.LeaveResult;
import org.morango.it.support.Facility;
import org.morango.record.ScopeDefinition;
import org.morango.record.SyncRecord;
import org.morango.server.MorangoServer;
import org.morango.testkit.InMemoryReplica;

/** A database with two certificates leaves the peers of one of them, and returns. */
abstract class LeavingContract {
    private static final int MOST_STATEMENTS = 400;
    private static final ScopeDefinition REGION = ScopeDefinition.named("region", InMemoryReplica.PROFILE)
            .readWrite("${dataset_id}:${region}:")
            .build();
    private static final Certificate NORTH = certificate("north");
    private static final Certificate SOUTH = certificate("south");

    private final InMemoryReplica there = Facility.rootReplica();
    private final MorangoServer server = Facility.peer(there).serve(0);
    private CrateDatabase crates;
    private Morango morango;

    abstract String url();

    private static Certificate certificate(String region) {
        return Certificate.issue(
                Facility.ROOT_KEY,
                Facility.ROOT,
                REGION,
                "{\"dataset_id\": \"" + Facility.ROOT.id() + "\", \"region\": \"" + region + "\"}",
                Facility.CLIENT_KEY.publicKey(),
                region);
    }

    @BeforeEach
    void open() {
        there.certificates().save(REGION);
        crates = new CrateDatabase(url());
        start();
        morango.certificates().define(Facility.FULL);
        morango.certificates().define(REGION);
        join(NORTH);
        join(SOUTH);
        put("north", 1);
        put("south", 1);
        sync();
    }

    @AfterEach
    void close() {
        crates.close();
        server.close();
    }

    private void start() {
        start(false);
    }

    private void start(boolean wipesLostAccess) {
        morango = Morango.on(
                crates.factory(),
                Facility.settings()
                        .trust(trust -> trust.wipeLostAccess(wipesLostAccess))
                        .build());
    }

    private void join(Certificate own) {
        crates.replica(new SecureRandom(), Clock.systemUTC())
                .certificates()
                .save(List.of(Facility.ROOT, own), Facility.CLIENT_KEY);
    }

    /** Inserts an owner, a crate of it, and a parcel in that. */
    private void put(String region, int token) {
        crates.change(session -> {
            Owner owner = new Owner();
            Crate crate = new Crate();
            Parcel parcel = new Parcel();
            crate.owner = owner;
            parcel.crate = crate;
            for (Numbered each : List.of(owner, crate, parcel)) {
                each.tag = region + token;
                each.place = region;
                each.token = token;
                session.persist(each);
            }
        });
    }

    private void sync() {
        sync(NORTH, false);
        sync(SOUTH, false);
    }

    private void sync(Certificate own, boolean pushesFirst) {
        sync(server, own, pushesFirst);
    }

    private void sync(MorangoServer with, Certificate own, boolean pushesFirst) {
        try (SyncConnection connection = morango.connect(Facility.url(with.port()));
                SyncClient client = connection.openSession(own)) {
            if (pushesFirst) {
                client.push();
            }
            client.sync();
        }
    }

    /** Returns the rows without their keys, which may change. */
    private List<String> rows(String region) {
        return crates.read(session -> List.of("Owner", "Crate", "Parcel").stream()
                .flatMap(entity -> session.createSelectionQuery(
                                "from " + entity + " e where e.place = :place", Numbered.class)
                        .setParameter("place", region)
                        .getResultStream())
                .map(each -> each.getClass().getSimpleName() + " " + each.tag + " " + each.token + " of "
                        + (each.parent() == null ? "none" : Hibernate.unproxy(each.parent(), Numbered.class).tag))
                .sorted()
                .collect(Collectors.toList()));
    }

    private long records(String region) {
        return crates.store().values().stream()
                .filter(rec -> rec.partition().startsWith(Facility.partition(region)))
                .count();
    }

    private static void assertNothingDeleted(InMemoryReplica replica) {
        assertThat(replica.store().values()).noneMatch(SyncRecord::deleted);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void wipedRowsComeBackAfterAReturn(boolean pushesFirst) {
        List<String> before = rows("north");
        assertThat(before).hasSize(3);
        SortedMap<String, SyncRecord> held = there.store();
        LeaveResult result = morango.leave(NORTH, Leaving.wipe());
        assertThat(result.removed()).isEqualTo(3);
        assertThat(result.staying()).isZero();
        assertThat(rows("north")).isEmpty();
        assertThat(records("north")).isZero();
        assertThat(rows("south")).hasSize(3);
        assertThat(morango.certificates().owned()).containsExactly(SOUTH);
        assertThat(morango.outbox().notes()).isZero();
        sync(SOUTH, pushesFirst);
        assertThat(there.store()).isEqualTo(held);

        put("south", 2);
        sync(SOUTH, pushesFirst);
        assertThat(there.store()).hasSize(held.size() + 3);
        join(NORTH);
        sync(NORTH, pushesFirst);
        assertThat(rows("north")).isEqualTo(before);
        assertNothingDeleted(there);
        put("north", 3);
        sync(NORTH, pushesFirst);
        assertThat(there.store()).hasSize(held.size() + 6);
        assertThat(crates.pending()).isEmpty();
        assertThat(morango.unsent().isEmpty()).isTrue();
    }

    /** The wide certificate has counters for everything, of which the narrow one keeps a part. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void partOfWhatIsLeftMayBeKept(boolean pushesFirst) {
        join(Facility.CLIENT);
        put("north", 2);
        put("south", 2);
        put("west", 2);
        sync(Facility.CLIENT, false);
        morango.leave(NORTH, Leaving.keep());
        assertThat(there.store()).hasSize(15);
        assertThat(morango.leave(Facility.CLIENT, Leaving.wipe()).removed()).isEqualTo(9);
        assertThat(rows("north")).isEmpty();
        assertThat(rows("west")).isEmpty();
        assertThat(rows("south")).hasSize(6);
        put("south", 3);
        sync(SOUTH, pushesFirst);
        assertThat(there.store()).hasSize(18);
        InMemoryReplica other = Facility.owningRoot(Facility.replica(7));
        other.certificates().save(REGION);
        try (MorangoServer another = Facility.peer(other).serve(0)) {
            sync(another, SOUTH, pushesFirst);
        }
        assertThat(other.store()).hasSize(9);
        join(Facility.CLIENT);
        sync(Facility.CLIENT, pushesFirst);
        assertThat(rows("north")).hasSize(6);
        assertThat(rows("west")).hasSize(3);
        assertThat(crates.store()).hasSize(18);
        assertNothingDeleted(there);
    }

    /** Nothing of the former instance is withheld from peers that this database has not met before. */
    @Test
    void whatStaysReachesNewPeers() {
        put("south", 2);
        morango.leave(NORTH, Leaving.wipe());
        InMemoryReplica other = Facility.owningRoot(Facility.replica(7));
        other.certificates().save(REGION);
        try (MorangoServer another = Facility.peer(other).serve(0)) {
            sync(another, SOUTH, false);
        }
        assertThat(other.store()).hasSize(6);
    }

    @Test
    void rowToWhichOneRefersThatStaysStaysAsWell() {
        crates.change(session -> {
            Owner owner = session.createSelectionQuery("from Owner o where o.place = 'north'", Owner.class)
                    .getSingleResult();
            Crate crate = new Crate();
            crate.tag = "south crate";
            crate.place = "south";
            crate.owner = owner;
            session.persist(crate);
        });
        sync();
        LeaveResult result = morango.leave(NORTH, Leaving.wipe());
        assertThat(result.removed()).isEqualTo(2);
        assertThat(result.reasons().values())
                .singleElement()
                .asString()
                .startsWith("crate ")
                .endsWith(" refers to it, and stays");
        assertThat(rows("north")).containsExactly("Owner north1 1 of none");
        assertThat(rows("south")).hasSize(4).contains("Crate south crate 0 of north1");
        sync(SOUTH, false);
        assertNothingDeleted(there);
        join(NORTH);
        sync();
        assertThat(rows("north")).hasSize(3);
    }

    @Test
    void unsentChangesAreNotLost() {
        put("north", 2);
        put("south", 2);
        assertThatThrownBy(() -> morango.leave(NORTH, Leaving.wipe()))
                .isInstanceOf(MorangoException.class)
                .hasMessageContaining("1 of crate, 1 of owner, 1 of parcel")
                .hasMessageContaining("Nothing was changed.");
        assertThat(rows("north")).hasSize(6);
        sync(NORTH, true);
        assertThat(morango.leave(NORTH, Leaving.wipe()).removed()).isEqualTo(6);
        assertThat(rows("south")).hasSize(6);
        join(NORTH);
        sync(NORTH, false);
        put("north", 3);
        assertThat(morango.leave(NORTH, Leaving.wipe().evenIfUnsent()).removed())
                .isEqualTo(9);
        assertNothingDeleted(there);
    }

    @Test
    void rowsMayBeKept() {
        assertThat(morango.leave(NORTH, Leaving.keep())).isEqualTo(new LeaveResult(0, 0, Map.of()));
        assertThat(rows("north")).hasSize(3);
        assertThat(records("north")).isEqualTo(3);
        assertThat(morango.certificates().owned()).containsExactly(SOUTH);
        assertThatThrownBy(() -> morango.leave(NORTH, Leaving.keep()))
                .isInstanceOf(MorangoException.class)
                .hasMessageContaining("is not one of this database");
        join(NORTH);
        put("north", 2);
        sync();
        assertThat(there.store()).hasSize(9);
        assertNothingDeleted(there);
    }

    @Test
    void rootsAndIssuersCannotBeLeft() {
        Peer root = Facility.peer(there);
        assertThat(root.certificates().owned()).containsExactly(Facility.ROOT);
        crates.replica(new SecureRandom(), Clock.systemUTC())
                .certificates()
                .save(List.of(Facility.ROOT), Facility.ROOT_KEY);
        assertThatThrownBy(() -> morango.leave(Facility.ROOT, Leaving.keep())).hasMessageContaining("is a root");
    }

    @Test
    void noTransferBeginsBeforeAWipeIsFinished() {
        crates.change(session -> {
            LeavingRow leaving = new LeavingRow();
            leaving.certificateId = NORTH.id();
            leaving.profile = NORTH.profile();
            leaving.left = Facility.partition("north:");
            leaving.kept = Facility.partition("south:");
            session.persist(leaving);
        });
        assertThatThrownBy(() -> sync(SOUTH, true)).hasMessageContaining("is still removing what certificate");
        start();
        assertThat(rows("north")).isEmpty();
        sync(SOUTH, true);
    }

    @Test
    void wipeGoesOnAfterACrashAtAnyPoint() {
        int crashes = 0;
        for (boolean crashed = true; crashed && crashes < MOST_STATEMENTS; crashes++) {
            // Others would take minutes.
            int number = crashes * 3;
            crashed = Crash.before(number, crates::beforeStatements, () -> morango.leave(NORTH, Leaving.wipe()));
            start();
            if (morango.certificates().owned().contains(NORTH)) {
                morango.leave(NORTH, Leaving.wipe());
            }
            assertThat(rows("north")).as("crash before statement " + number).isEmpty();
            assertThat(records("north")).isZero();
            assertThat(rows("south")).hasSize(3);
            join(NORTH);
            sync();
            assertThat(rows("north")).as("crash before statement " + number).hasSize(3);
            assertThat(there.store()).hasSize(6);
            assertNothingDeleted(there);
        }
        assertThat(crashes).isBetween(5, MOST_STATEMENTS - 1);
    }

    @Test
    void dataOfARevokedCertificateGoesOnceItIsSentIfTheSettingSaysSo() {
        put("north", 2);
        Facility.peer(there).certificates().revoke(NORTH.id(), "lost");
        start(true);
        // The revocation arrives with the first session, and is obeyed with the next. Something is unsent then.
        sync(SOUTH, false);
        sync(SOUTH, false);
        assertThat(rows("north")).hasSize(6);
        assertThat(morango.certificates().owned()).contains(NORTH);
        crates.change(session -> List.of("Parcel", "Crate", "Owner")
                .forEach(entity -> session.createSelectionQuery(
                                "from " + entity + " e where e.tag = 'north2'", Numbered.class)
                        .getResultList()
                        .forEach(session::remove)));
        start(false);
        sync(SOUTH, false);
        assertThat(rows("north")).hasSize(3);
        morango.leave(NORTH, Leaving.wipe().evenIfUnsent());
        assertThat(rows("north")).isEmpty();
        assertThat(rows("south")).hasSize(3);
        assertThat(morango.certificates().owned()).containsExactly(SOUTH);
    }

    @Test
    void revokedCertificateIsLeftWhenASessionIsOpened() {
        Facility.peer(there).certificates().revoke(NORTH.id(), "lost");
        sync(SOUTH, false);
        sync(SOUTH, false);
        assertThat(rows("north")).hasSize(3);
        start(true);
        assertThat(rows("north")).isEmpty();
        assertThat(morango.certificates().owned()).containsExactly(SOUTH);
        String instance = morango.instance().id();
        sync(SOUTH, false);
        start(true);
        assertThat(morango.instance().id()).isEqualTo(instance);
        assertThat(rows("south")).hasSize(3);
        assertNothingDeleted(there);
    }

    @Test
    void expiredCertificateIsLeftByTheSetting() {
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofDays(3));
        Certificate brief = Certificate.issue(
                Facility.ROOT_KEY,
                Facility.ROOT,
                REGION,
                NORTH.scopeParams(),
                Facility.CLIENT_KEY.publicKey(),
                "brief",
                Life.from(Instant.now(), Instant.now().plus(Duration.ofDays(1))));
        morango.leave(NORTH, Leaving.keep());
        join(brief);
        sync(brief, false);
        start(true);
        assertThat(rows("north")).hasSize(3);
        morango = Morango.on(
                crates.factory(),
                Facility.settings()
                        .clock(later)
                        .trust(trust -> trust.wipeLostAccess(true))
                        .build());
        assertThat(rows("north")).isEmpty();
        assertThat(rows("south")).hasSize(3);
    }
}
