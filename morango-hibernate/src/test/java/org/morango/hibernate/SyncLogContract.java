package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.morango.common.MorangoException;
import org.morango.replica.SyncLog;

/** The log of syncs and its leases, on databases and in memory. */
public abstract class SyncLogContract {
    private static final String PEER = "school";
    private static final String SESSION = "5".repeat(32);
    private static final Duration LEASE = Duration.ofMinutes(2);
    private static final Instant NOW = Instant.parse("2026-03-01T08:00:00.123Z");

    private SyncLog one;
    private SyncLog other;

    /** Returns two nodes on one empty database. */
    protected abstract List<SyncLog> nodes();

    @BeforeEach
    void begin() {
        List<SyncLog> nodes = nodes();
        one = nodes.get(0);
        other = nodes.get(1);
    }

    private static Optional<SyncLog.Lease> begin(SyncLog node, Instant now) {
        return node.begin(node.read(PEER), LEASE, now);
    }

    private static Instant at(int seconds) {
        return NOW.plusSeconds(seconds);
    }

    @Test
    void peerWithoutASyncHasAnEmptyEntry() {
        assertThat(one.read(PEER)).isEqualTo(SyncLog.Entry.none(PEER));
        assertThat(one.read(PEER).isHeld(NOW)).isFalse();
        String longest = "é".repeat(SyncLog.MAX_PEER);
        SyncLog.Lease lease = one.begin(one.read(longest), LEASE, NOW).orElseThrow();
        assertThat(other.read(longest).leaseOwner()).isEqualTo(lease.owner());
        assertThatThrownBy(() -> one.read(longest + "!"))
                .isInstanceOf(MorangoException.class)
                .hasMessageContaining("at most 200 characters, not 201");
        assertThat(one.read("School")).isEqualTo(SyncLog.Entry.none("School"));
    }

    @Test
    void whatASyncDidIsKept() {
        SyncLog.Lease lease = begin(one, NOW.plusNanos(456)).orElseThrow();
        assertThat(lease).isEqualTo(new SyncLog.Lease(PEER, lease.owner(), NOW, null, null));
        one.opened(lease, SESSION);
        assertThat(other.read(PEER))
                .isEqualTo(new SyncLog.Entry(
                        PEER, 1, NOW, null, null, false, 0, null, null, 0, 0, SESSION, lease.owner(), at(120)));
        one.succeeded(lease, 7, 8, at(5));
        assertThat(other.read(PEER))
                .isEqualTo(new SyncLog.Entry(
                        PEER, 1, NOW, at(5), at(5), true, 0, null, null, 7, 8, SESSION, lease.owner(), at(120)));
        one.end(lease, at(6));
        assertThat(other.read(PEER))
                .isEqualTo(new SyncLog.Entry(PEER, 1, NOW, at(6), at(5), true, 0, null, null, 7, 8, null, null, null));
    }

    @Test
    void failuresAreCountedUntilASyncSucceeds() {
        SyncLog.Lease lease = begin(one, NOW).orElseThrow();
        one.opened(lease, SESSION);
        one.succeeded(lease, 7, 8, at(1));
        one.failed(lease, "the first", at(2));
        one.failed(lease, "the second", at(3));
        one.end(lease, at(4));
        SyncLog.Entry failed = other.read(PEER);
        assertThat(failed)
                .isEqualTo(new SyncLog.Entry(
                        PEER, 1, NOW, at(4), at(1), false, 2, "the second", null, 7, 8, SESSION, null, null));

        SyncLog.Lease next = begin(other, at(5)).orElseThrow();
        assertThat(next.cutOff()).isEqualTo(SESSION);
        assertThat(other.read(PEER).failures()).isEqualTo(2);
        other.succeeded(next, 0, 1, at(6));
        assertThat(one.read(PEER).failures()).isZero();
        assertThat(one.read(PEER).error()).isNull();
        other.end(next, at(7));
        assertThat(begin(one, at(8)).orElseThrow().cutOff()).isNull();
    }

    @Test
    void sessionThatWasOpenWhenItsHolderDiedIsToBeResumed() {
        SyncLog.Lease dead = begin(one, NOW).orElseThrow();
        one.opened(dead, SESSION);
        one.succeeded(dead, 1, 1, at(1));
        assertThat(begin(other, at(120)).orElseThrow().cutOff()).isEqualTo(SESSION);
    }

    @Test
    void errorOfARenewalIsPassedOn() {
        SyncLog.Lease lease = begin(one, NOW).orElseThrow();
        one.renewed(lease, "refused");
        one.succeeded(lease, 0, 0, at(1));
        one.end(lease, at(1));
        assertThat(one.read(PEER).renewalError()).isEqualTo("refused");
        SyncLog.Lease next = begin(other, at(2)).orElseThrow();
        assertThat(next.renewalError()).isEqualTo("refused");
        other.renewed(next, null);
        assertThat(one.read(PEER).renewalError()).isNull();
    }

    @Test
    void leaseIsHeldByOne() {
        SyncLog.Entry seen = one.read(PEER);
        SyncLog.Lease lease = one.begin(seen, LEASE, NOW).orElseThrow();
        // This node had read the entry before.
        assertThat(other.begin(seen, LEASE, NOW)).isEmpty();
        assertThat(begin(other, NOW)).isEmpty();
        assertThat(begin(other, at(119))).isEmpty();
        assertThat(other.begin(other.read("city"), LEASE, NOW)).isPresent();
        assertThat(one.renew(lease, LEASE, at(119))).isTrue();
        assertThat(begin(other, at(120))).isEmpty();
        one.end(lease, at(121));
        assertThat(begin(other, at(121))).isPresent();
    }

    @Test
    void leaseFromBeforeAClockWasSetBackIsTaken() {
        SyncLog.Lease dead = begin(one, at(100_000)).orElseThrow();

        assertThat(begin(other, NOW)).isPresent();
        assertThat(one.renew(dead, LEASE, at(1))).isFalse();
    }

    @Test
    void leaseOfANodeWhoseClockIsAheadIsNotTaken() {
        assertThat(begin(one, at(119))).isPresent();

        assertThat(begin(other, NOW)).isEmpty();
    }

    @Test
    void leaseThatWasRenewedAfterItExpiredIsNotTaken() {
        SyncLog.Lease lease = begin(one, NOW).orElseThrow();
        SyncLog.Entry expired = other.read(PEER);
        assertThat(one.renew(lease, LEASE, at(121))).isTrue();
        assertThat(other.begin(expired, LEASE, at(121))).isEmpty();
        assertThat(one.read(PEER).leaseOwner()).isEqualTo(lease.owner());
    }

    @Test
    void formerHolderChangesNothing() {
        SyncLog.Lease former = begin(one, NOW).orElseThrow();
        SyncLog.Lease holder = begin(other, at(120)).orElseThrow();
        assertThat(holder.owner()).isNotEqualTo(former.owner());
        SyncLog.Entry before = other.read(PEER);
        assertThat(one.renew(former, LEASE, at(121))).isFalse();
        one.opened(former, SESSION);
        one.renewed(former, "too late");
        one.succeeded(former, 7, 8, at(121));
        one.failed(former, "too late", at(122));
        one.end(former, at(123));
        assertThat(other.read(PEER)).isEqualTo(before);
        other.end(holder, at(124));
        assertThat(other.renew(holder, LEASE, at(125))).isFalse();
        assertThat(other.read(PEER).isHeld(at(125))).isFalse();
    }

    @Test
    void oneOfManyThatBeginAtOnceGetsTheLease() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (int round = 0; round < 5; round++) {
                Instant now = at(round * 120);
                CyclicBarrier together = new CyclicBarrier(8);
                List<Future<Optional<SyncLog.Lease>>> begun = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    SyncLog node = i % 2 == 0 ? one : other;
                    begun.add(threads.submit(() -> {
                        SyncLog.Entry seen = node.read(PEER);
                        together.await(30, TimeUnit.SECONDS);
                        return node.begin(seen, LEASE, now);
                    }));
                }
                List<String> owners = new ArrayList<>();
                for (Future<Optional<SyncLog.Lease>> lease : begun) {
                    lease.get().map(SyncLog.Lease::owner).ifPresent(owners::add);
                }
                assertThat(owners).hasSize(1);
                assertThat(one.read(PEER).leaseOwner()).isEqualTo(owners.get(0));
                assertThat(one.read(PEER).runs()).isEqualTo(round + 1);
            }
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void errorsAreCutAndShownInOneLine() {
        SyncLog.Lease lease = begin(one, NOW).orElseThrow();
        one.failed(lease, "é".repeat(2_000), at(1));
        one.renewed(lease, "x".repeat(999) + "\uD83D\uDE00");
        assertThat(other.read(PEER).error()).isEqualTo("é".repeat(SyncLog.MAX_ERROR));
        assertThat(other.read(PEER).renewalError()).isEqualTo("x".repeat(999));
        one.failed(lease, "a\0b\nc\uD83D", at(2));
        assertThat(other.read(PEER).error()).isEqualTo("a\\u0000b\\u000ac\\ud83d");
    }
}
