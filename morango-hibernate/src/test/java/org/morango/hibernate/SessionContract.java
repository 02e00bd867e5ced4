package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.morango.certificate.Certificate;
import org.morango.certificate.SigningKey;
import org.morango.counter.FsicV2;
import org.morango.counter.PartitionCounters;
import org.morango.record.Filter;
import org.morango.record.ScopeDefinition;
import org.morango.replica.Agreement;
import org.morango.replica.CertificateStore;
import org.morango.replica.Holding;
import org.morango.replica.ReplicaException;
import org.morango.replica.SessionStore;
import org.morango.session.Capability;
import org.morango.session.Direction;
import org.morango.session.SessionBinding;
import org.morango.session.SessionKey;
import org.morango.session.SyncSession;
import org.morango.session.TransferSession;

/** Sessions in the database, and who may run them. */
abstract class SessionContract extends PeerContract {
    private static final String ID = "5".repeat(32);
    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MILLIS);

    SessionContract(ReplicaContract.Peers peers) {
        super(peers);
    }

    private SessionStore sessions() {
        return here.replica().sessions();
    }

    @BeforeEach
    void open() {
        sessions().create(SyncSession.asServer(ID, NOW, "p", ID, ID));
        sessions().create(TransferSession.opened(ID, ID, Filter.of("a", "b"), Direction.PUSH, NOW));
    }

    @Test
    void sessionsAreKeptAsTheyAre() {
        TransferSession changed = sessions()
                .update(
                        ID,
                        t -> t.withTotal(7L)
                                .withClientFsic(new FsicV2(Map.of(), Map.of()))
                                .failed("reason", NOW));
        assertThat(sessions().transfer(ID)).contains(changed);
        assertThat(changed.error()).isEqualTo("reason");
        assertThat(sessions().create(changed)).isFalse();
        assertThat(sessions().activeTransfers(ID)).containsExactly(changed);
    }

    @Test
    void bindingIsKept() {
        SessionBinding binding = new SessionBinding(
                SessionKey.of(new byte[SessionKey.BYTES]),
                Set.of(Capability.BOUND_SESSIONS, Capability.ASYNC_OPERATIONS));
        SyncSession bound =
                SyncSession.asServer("6".repeat(32), NOW, "p", ID, ID).withBinding(binding);
        sessions().create(bound);
        assertThat(sessions().syncSession(bound.id())).contains(bound);
        sessions().save(bound.closed(NOW));
        assertThat(sessions().syncSession(bound.id()).map(SyncSession::binding)).isEmpty();
    }

    @Test
    void agreementIsKeptByPeerDirectionAndFilter() {
        Filter filter = Filter.of("a", "b");
        String first = "1".repeat(32);
        String second = "2".repeat(32);
        assertThat(sessions().agreement(ID, Direction.PUSH, filter)).isEmpty();
        Agreement agreement = new Agreement(ID, Direction.PUSH, filter, first, second);
        sessions().agree(agreement, NOW, NOW.minusSeconds(60));
        assertThat(sessions().agreement(ID, Direction.PUSH, filter)).contains(agreement);
        assertThat(sessions().agreement(ID, Direction.PULL, filter)).isEmpty();
        assertThat(sessions().agreement(first, Direction.PUSH, filter)).isEmpty();
        assertThat(sessions().agreement(ID, Direction.PUSH, Filter.of("a"))).isEmpty();

        Agreement later = new Agreement(ID, Direction.PUSH, filter, second, first);
        sessions().agree(later, NOW.plusSeconds(1), NOW);
        assertThat(sessions().agreement(ID, Direction.PUSH, filter)).contains(later);
        sessions()
                .agree(
                        new Agreement(ID, Direction.PULL, filter, first, second),
                        NOW.plusSeconds(9),
                        NOW.plusSeconds(2));
        assertThat(sessions().agreement(ID, Direction.PUSH, filter)).isEmpty();
    }

    @Test
    void useOfAnOpenSessionIsNoted() {
        sessions().useRequestNumber(ID, 3);
        sessions().noteUse(ID, NOW.plusSeconds(7));
        assertThat(sessions().syncSession(ID).orElseThrow().lastActivity()).isEqualTo(NOW.plusSeconds(7));
        assertThat(sessions().highestRequestNumber(ID)).isEqualTo(3);
        sessions().save(sessions().syncSession(ID).orElseThrow().closed(NOW));
        sessions().noteUse(ID, NOW.plusSeconds(9));
        assertThat(sessions().syncSession(ID).map(SyncSession::lastActivity))
                .isNotEqualTo(Optional.of(NOW.plusSeconds(9)));
    }

    @Test
    void numberOfARequestIsUsedOnce() {
        assertThat(sessions().highestRequestNumber(ID)).isZero();
        assertThat(sessions().useRequestNumber("7".repeat(32), 1)).isFalse();
        assertThat(sessions().useRequestNumber(ID, 1)).isTrue();
        assertThat(sessions().useRequestNumber(ID, 1)).isFalse();
        assertThat(sessions().useRequestNumber(ID, 100)).isTrue();
        // Saving a session, which others do meanwhile, does not reset anything.
        sessions().save(sessions().syncSession(ID).orElseThrow());
        assertThat(sessions().useRequestNumber(ID, 100)).isFalse();
        assertThat(sessions().useRequestNumber(ID, 37)).isTrue();
        assertThat(sessions().useRequestNumber(ID, 37)).isFalse();
        assertThat(sessions().useRequestNumber(ID, 36)).isFalse();
        assertThat(sessions().highestRequestNumber(ID)).isEqualTo(100);
    }

    @Test
    void numberIsUsedOnceWhicheverNodeItMeets() throws InterruptedException {
        int numbers = 20;
        ExecutorService nodes = Executors.newFixedThreadPool(4);
        AtomicInteger used = new AtomicInteger();
        List<Future<?>> all = new ArrayList<>();
        for (long number = 1; number <= numbers; number++) {
            long one = number;
            for (int node = 0; node < 2; node++) {
                all.add(nodes.submit(() -> {
                    if (sessions().useRequestNumber(ID, one)) {
                        used.incrementAndGet();
                    }
                }));
            }
        }
        nodes.shutdown();
        assertThat(nodes.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        assertThat(all).allSatisfy(Future::get);
        assertThat(used).hasValue(numbers);
        assertThat(sessions().highestRequestNumber(ID)).isEqualTo(numbers);
    }

    @Test
    void certificateThatHasBoundIsKnown() {
        CertificateStore certificates = here.replica().certificates();
        SigningKey key = SigningKey.generate(new SecureRandom());
        ScopeDefinition all = ScopeDefinition.named("everything", "p")
                .primaryParam("root")
                .readWrite("${root}")
                .build();
        certificates.save(all);
        Certificate root = Certificate.root(key, all, Map.of());
        certificates.noteBound(root.id(), NOW);
        assertThat(certificates.hasOpenedBound(root.id())).isFalse();
        certificates.save(List.of(root), key);
        assertThat(certificates.hasOpenedBound(root.id())).isFalse();
        certificates.noteBound(root.id(), NOW);
        certificates.noteBound(root.id(), NOW);
        certificates.save(List.of(root), null);
        assertThat(certificates.hasOpenedBound(root.id())).isTrue();
    }

    private SessionStore.Ownership own() {
        return sessions().own(ID, t -> t).orElseThrow();
    }

    @Test
    void transferHasOneOwnerAtATime() {
        SessionStore.Ownership first = own();
        assertThat(sessions().own(ID, t -> t.withTotal(9L))).isEmpty();
        assertThat(sessions().isOwned(ID)).isTrue();
        assertThat(sessions().update(ID, t -> t.transferred(0, NOW)).recordsTotal())
                .isNull();
        first.close();
        assertThat(sessions().isOwned(ID)).isFalse();
        SessionStore.Ownership second = sessions().own(ID, t -> t.withTotal(1L)).orElseThrow();
        assertThat(second.transfer().recordsTotal()).isOne();
        // An ownership that was closed before does not affect the next.
        first.close();
        assertThat(sessions().isOwned(ID)).isTrue();
        assertThat(second.release(t -> t.withTotal(2L)).recordsTotal()).isEqualTo(2);
        assertThat(sessions().isOwned(ID)).isFalse();
    }

    @Test
    void newTransferCanBeOwnedFromTheBeginning() {
        TransferSession another = TransferSession.opened("6".repeat(32), ID, Filter.of("a"), Direction.PULL, NOW);
        SessionStore.Ownership owned = sessions().createOwned(another);
        assertThat(owned.transfer()).isEqualTo(another);
        assertThat(sessions().own(another.id(), t -> t)).isEmpty();
        owned.close();
        assertThatThrownBy(() -> sessions().createOwned(another))
                .isInstanceOf(ReplicaException.class)
                .hasMessageContaining("exists already");
        assertThat(sessions().isOwned(another.id())).isFalse();
    }

    @Test
    void endedTransferIsNobodys() {
        SessionStore.Ownership owner = own();
        sessions().update(ID, t -> t.closed(NOW));
        assertThat(sessions().isOwned(ID)).isFalse();
        owner.close();
        assertThat(sessions().own(ID, t -> t)).isEmpty();
        assertThat(sessions().own("7".repeat(32), t -> t)).isEmpty();
    }

    /** Makes another process the owner. */
    private void ownBy(String process, Instant until) {
        here.run(session -> session.createMutationQuery("update MorangoTransferSessionRow t set t.owner = :owner,"
                        + " t.ownerProcess = :process, t.ownedUntil = :until where t.id = :id")
                .setParameter("owner", "8".repeat(32))
                .setParameter("process", process)
                .setParameter("until", until)
                .setParameter("id", ID)
                .executeUpdate());
    }

    @Test
    void leaseOfAnotherMachineIsWaitedFor() {
        ownBy("another:1:0:1", Instant.now().plusSeconds(30));
        assertThat(sessions().own(ID, t -> t)).isEmpty();
        ownBy("another:1:0:1", Instant.now().minusSeconds(1));
        own().close();
    }

    @Test
    void nobodyWaitsForAProcessOfThisMachineThatHasEnded() throws IOException, InterruptedException {
        own();
        String self = here.get(session -> session.createSelectionQuery(
                        "select t.ownerProcess from MorangoTransferSessionRow t where t.id = :id", String.class)
                .setParameter("id", ID)
                .getSingleResult());
        String pid = ":" + ProcessHandle.current().pid() + ":";
        assertThat(self).contains(pid);
        long parent = ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(1L);
        Instant until = Instant.now().plusSeconds(30);
        ownBy(self.replace(pid, ":" + parent + ":").replaceAll(":[0-9]+:([^:]*)$", ":0:$1"), until);
        assertThat(sessions().own(ID, t -> t)).isEmpty();
        Process ended = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-version")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        ended.waitFor();
        ownBy(self.replace(pid, ":" + ended.pid() + ":"), until);
        assertThat(sessions().isOwned(ID)).isFalse();
        own().close();
    }

    @Test
    void processThatHasLostATransferChangesItNoMore() {
        SessionStore.Ownership slow = own();
        ownBy("another:1:0:1", Instant.now().plusSeconds(30));
        assertThatThrownBy(() -> sessions().update(ID, t -> t.withTotal(5L)))
                .isInstanceOf(ReplicaException.class)
                .hasMessageContaining("is run by another process now");
        assertThatThrownBy(() ->
                        here.replica().queue(ID, "p", PartitionCounters.of(Map.of("a", Map.of("9".repeat(32), 1L)))))
                .isInstanceOf(ReplicaException.class)
                .hasMessageContaining("is run by another process now");
        assertThatThrownBy(() -> slow.release(t -> t)).isInstanceOf(ReplicaException.class);
        slow.close();
        assertThat(sessions().isOwned(ID)).isTrue();
        assertThat(sessions().transfer(ID).orElseThrow().recordsTotal()).isNull();
    }

    @Test
    void openSessionsAreThoseNotClosed() {
        String other = "6".repeat(32);
        sessions().create(SyncSession.asClient(other, NOW.plus(Duration.ofDays(1_000)), "p", ID, ID));
        assertThat(sessions().openSessions("", 10)).extracting(SyncSession::id).containsExactly(ID, other);
        assertThat(sessions().openSessions("", 1)).extracting(SyncSession::id).containsExactly(ID);
        assertThat(sessions().openSessions(ID, 10)).extracting(SyncSession::id).containsExactly(other);
        sessions().save(sessions().syncSession(ID).orElseThrow().closed(NOW));
        assertThat(sessions().openSessions("", 10)).extracting(SyncSession::id).containsExactly(other);
    }

    @Test
    void staleSessionsAreThoseThatNothingUses() {
        Instant later = NOW.plusSeconds(60);
        assertThat(sessions().staleSessions(NOW, "", 10)).isEmpty();
        assertThat(sessions().staleSessions(later, "", 10)).hasSize(1);
        assertThat(sessions().staleSessions(later, ID, 10)).isEmpty();
        sessions().update(ID, t -> t.transferred(0, later));
        assertThat(sessions().staleSessions(later, "", 10)).isEmpty();
        sessions().update(ID, t -> t.transferred(1, later).closed(later));
        assertThat(sessions().staleSessions(later, "", 10)).hasSize(1);
        sessions().save(sessions().syncSession(ID).orElseThrow().closed(later));
        assertThat(sessions().staleSessions(later.plusSeconds(60), "", 10)).isEmpty();
    }

    @Test
    void sessionInWhichNothingWasTransferredLeavesNothing() {
        sessions().update(ID, t -> t.closed(NOW));
        sessions().save(sessions().syncSession(ID).orElseThrow().closed(NOW));
        assertThat(sessions().syncSession(ID)).isEmpty();
        assertThat(sessions().transfer(ID)).isEmpty();
    }

    @Test
    void sessionWithAFailureOrATransferThatGoesOnIsKept() {
        sessions().save(sessions().syncSession(ID).orElseThrow().closed(NOW));
        assertThat(sessions().syncSession(ID)).isPresent();
        sessions().update(ID, t -> t.closed(NOW).failed("reason", NOW));
        sessions().save(sessions().syncSession(ID).orElseThrow());
        assertThat(sessions().transfer(ID)).isPresent();
    }

    @Test
    void closedSessionsAreForgottenByTimeAndByNumber() {
        sessions().update(ID, t -> t.transferred(1, NOW).closed(NOW));
        sessions().save(sessions().syncSession(ID).orElseThrow().closed(NOW));
        String later = "6".repeat(32);
        Instant soon = NOW.plusSeconds(10);
        sessions().create(SyncSession.asServer(later, NOW, "p", ID, ID));
        sessions().create(TransferSession.opened(later, later, Filter.of("a"), Direction.PUSH, NOW));
        sessions().update(later, t -> t.transferred(1, soon).closed(soon));
        assertThat(sessions().forgettable(soon.plusSeconds(10), 0, 10)).containsExactly(ID);
        sessions().save(sessions().syncSession(later).orElseThrow().closed(soon));
        assertThat(sessions().forgettable(NOW, 2, 10)).isEmpty();
        assertThat(sessions().forgettable(NOW, 1, 10)).containsExactly(ID);
        assertThat(sessions().forgettable(NOW, 0, 10)).containsExactly(ID, later);
        assertThat(sessions().forgettable(NOW, 0, 1)).containsExactly(ID);
        assertThat(sessions().forgettable(NOW.plusSeconds(1), 10, 10)).containsExactly(ID);
        sessions().forget(List.of(ID));
        assertThat(sessions().transfer(ID)).isEmpty();
        assertThat(sessions().syncSession(ID)).isEmpty();
        assertThat(sessions().transfer(later)).isPresent();
    }

    private static Holding holding(String instance, String address, Instant learned, long counter) {
        return new Holding(
                "p",
                ID,
                ID,
                instance,
                "tablet 7",
                address,
                false,
                Filter.of("a", "b"),
                PartitionCounters.of(Map.of("a", Map.of(instance, counter))),
                learned);
    }

    @Test
    void whatAPeerHasOnlyGrows() {
        Holding first = holding("1".repeat(32), "http://one/", NOW, 5);
        sessions().hold(first, NOW);
        sessions().hold(holding("1".repeat(32), "http://one/", NOW.plusSeconds(1), 5), NOW);
        assertThat(sessions().holdings(10)).containsExactly(first);
        Holding lower = holding("1".repeat(32), "http://one/", NOW.plus(Duration.ofDays(1)), 4);
        sessions().hold(lower, NOW);
        assertThat(sessions().holdings(10)).containsExactly(lower.with(first.counters()));
        Holding higher = holding("1".repeat(32), "http://one/", NOW.plus(Duration.ofDays(1)), 6);
        sessions().hold(higher, NOW);
        assertThat(sessions().holdings(10)).containsExactly(higher);
    }

    @Test
    void serverThatHasBecomeAnotherInstanceReplacesTheFormerOne() {
        Holding first = holding("1".repeat(32), "http://one/", NOW, 5);
        Holding second = holding("2".repeat(32), "http://two/", NOW.plusSeconds(1), 5);
        sessions().hold(first, NOW);
        sessions().hold(second, NOW);
        assertThat(sessions().holdings(10)).containsExactly(second, first);
        assertThat(sessions().holdings(1)).containsExactly(second);
        Holding third = holding("3".repeat(32), "http://one/", NOW.plusSeconds(2), 1);
        sessions().hold(third, NOW);
        assertThat(sessions().holdings(10)).containsExactly(third, second);
        Holding fourth = holding("4".repeat(32), "http://four/", NOW.plusSeconds(3), 1);
        sessions().hold(fourth, NOW.plusSeconds(2));
        assertThat(sessions().holdings(10)).containsExactly(fourth, third);
    }
}
