package org.morango.internal.transfer;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.morango.MorangoException;
import org.morango.internal.protocol.Json;
import org.morango.replica.Replica;
import org.morango.replica.SessionStore;
import org.morango.session.CleanUp;
import org.morango.session.SyncSession;
import org.morango.session.TransferSession;

/** Gives up sessions that were never finished, so that what they hold does not fill the database. */
public final class StaleSessions {
    private static final int PAGE = 100;

    private final Replica replica;
    private final Clock clock;

    public StaleSessions(Replica replica, Clock clock) {
        this.replica = replica;
        this.clock = clock;
    }

    public CleanUp.Result cleanUp(CleanUp which) {
        Instant before = clock.instant().minus(which.unusedFor());
        long sessions = 0;
        long transfers = 0;
        List<SyncSession> page = replica.sessions().staleSessions(before, "", PAGE);
        while (!page.isEmpty()) {
            for (SyncSession session : page) {
                if (matches(which, session)) {
                    CleanUp.Result result = giveUp(which, session);
                    sessions += result.syncSessions();
                    transfers += result.transferSessions();
                }
            }
            page = replica.sessions()
                    .staleSessions(before, page.get(page.size() - 1).id(), PAGE);
        }
        return new CleanUp.Result(sessions, transfers);
    }

    private static boolean matches(CleanUp which, SyncSession session) {
        return (which.ids().isEmpty() || which.ids().contains(session.id()))
                && isInstance(which.clientInstance(), session.clientInstance())
                && isInstance(which.serverInstance(), session.serverInstance());
    }

    private static boolean isInstance(Optional<String> wanted, String instance) {
        if (wanted.isEmpty()) {
            return true;
        }
        try {
            return Json.text(Json.parse(instance), "id").equals(wanted);
        } catch (MorangoException e) {
            return false;
        }
    }

    private CleanUp.Result giveUp(CleanUp which, SyncSession session) {
        List<TransferSession> transfers = replica.sessions().activeTransfers(session.id());
        long dropped = 0;
        for (TransferSession transfer : transfers) {
            Optional<SessionStore.Ownership> idle =
                    which.matches(transfer) ? replica.sessions().own(transfer.id()) : Optional.empty();
            if (idle.isPresent()) {
                SessionStore.Ownership held = idle.get();
                try (held) {
                    replica.discard(transfer.id());
                    replica.sessions().update(transfer.id(), t -> t.closed(clock.instant()));
                    // What has come in between.
                    replica.discard(transfer.id());
                    dropped++;
                }
            }
        }
        // A session with transfers that were spared lives on.
        if (dropped < transfers.size()) {
            return new CleanUp.Result(0, dropped);
        }
        replica.sessions().save(session.closed(clock.instant()));
        return new CleanUp.Result(1, dropped);
    }
}
