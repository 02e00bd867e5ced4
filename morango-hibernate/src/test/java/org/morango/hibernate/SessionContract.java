package org.morango.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.morango.record.Filter;
import org.morango.replica.SessionStore;
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
        sessions().create(new SyncSession(ID, NOW, NOW, true, true, "p", ID, ID, "", "", "", "{}", "{}"));
        sessions().create(TransferSession.opened(ID, ID, Filter.of("a\nb"), true, NOW));
    }

    @Test
    void sessionsAreKeptAsTheyAre() {
        TransferSession changed = sessions()
                .update(ID, t -> t.withTotal(7L).withClientFsic("{\"sub\":{}}").failed("reason", NOW));
        assertThat(sessions().transfer(ID)).contains(changed);
        assertThat(changed.error()).isEqualTo("reason");
        assertThat(sessions().create(changed)).isFalse();
        assertThat(sessions().activeTransfers(ID)).containsExactly(changed);
    }

    @Test
    void transferHasOneOwnerAtATime() {
        SessionStore.Ownership first = sessions().own(ID).orElseThrow();
        assertThat(sessions().own(ID)).isEmpty();
        // The owner changes the transfer meanwhile, in transactions of their own.
        sessions().update(ID, t -> t.withTotal(1L));
        first.close();
        SessionStore.Ownership second = sessions().own(ID).orElseThrow();
        sessions().update(ID, t -> t.closed(NOW));
        second.close();
        assertThat(sessions().own(ID)).isEmpty();
    }

    /** How many transfers somebody may still own. */
    private long ownable() {
        return here.get(
                session -> session.createSelectionQuery("select count(*) from MorangoTransferOwnerRow", Long.class)
                        .getSingleResult());
    }

    @Test
    void nothingIsLeftOfTheOwnershipOfAnEndedTransfer() {
        sessions().own(ID).orElseThrow().close();
        assertThat(ownable()).isOne();
        sessions().update(ID, t -> t.closed(NOW));
        assertThat(ownable()).isZero();
    }

    @Test
    void transferMayEndWhileItIsOwned() {
        SessionStore.Ownership owner = sessions().own(ID).orElseThrow();
        sessions().update(ID, t -> t.closed(NOW));
        owner.close();
        assertThat(ownable()).isZero();
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
        sessions().create(new SyncSession(later, NOW, NOW, true, true, "p", ID, ID, "", "", "", "{}", "{}"));
        sessions().create(TransferSession.opened(later, later, Filter.of("a"), true, NOW));
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
}
