package org.morango.internal.transfer;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.morango.common.MorangoException;
import org.morango.internal.audit.Audit;
import org.morango.internal.protocol.Json;
import org.morango.internal.text.LogText;
import org.morango.replica.Replica;
import org.morango.replica.SessionStore;
import org.morango.session.CleanUp;
import org.morango.session.StageStatus;
import org.morango.session.SyncSession;
import org.morango.session.TransferSession;
import org.morango.session.TransferStage;
import org.morango.settings.PeerSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Abandons sessions that were never finished, so that their data does not fill the database. Completely received data
 * is not dropped, but merged: a part of it may be here already, and reaches other peers only with the rest.
 */
public final class StaleSessions {
    private static final Logger LOG = LoggerFactory.getLogger(StaleSessions.class);
    private static final int PAGE = 100;
    private static final int FORGOTTEN = 20;
    /** A client requests each stage at once. A client that has not done so for this time probably will not. */
    private static final Duration UNATTENDED = Duration.ofMinutes(1);

    /** Nothing here is urgent. */
    private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(1);

    private final Replica replica;
    private final PeerSettings settings;
    private final TransferController controller;
    private final OpenSessions open;
    private final AtomicReference<@Nullable Instant> looked = new AtomicReference<>();

    public StaleSessions(Replica replica, PeerSettings settings) {
        this.replica = replica;
        this.settings = settings;
        this.controller = new TransferController(replica, settings);
        this.open = new OpenSessions(replica, settings);
    }

    /** Does the work that is due when a session is opened, at most once a minute. */
    public void cleanUpAtTimes() {
        if (isTimeToLook()) {
            cleanUp();
        }
    }

    private boolean isTimeToLook() {
        Instant now = now();
        Instant last = looked.get();
        return (last == null || Duration.between(last, now).abs().compareTo(BETWEEN_LOOKS) >= 0)
                && looked.compareAndSet(last, now);
    }

    /** Does the work that is due when a session is opened. */
    public void cleanUp() {
        giveUp(byDefault());
        finishReceived(now().minus(UNATTENDED));
        forget(forgettable(FORGOTTEN), FORGOTTEN);
        removeInvitations();
        replica.leaveLost(settings);
    }

    private List<String> forgettable(int most) {
        return replica.sessions()
                .forgettable(
                        now().minus(settings.sessions().keptFor()),
                        settings.sessions().kept(),
                        most);
    }

    /** Deletes sessions in groups, because each deletion is a commit. */
    private void forget(List<String> sessions, int least) {
        if (sessions.size() >= least) {
            replica.sessions().forget(sessions);
        }
    }

    /** Returns whether {@link #cleanUp()} finds anything. Looks at most once a minute. */
    public boolean isDue() {
        return isTimeToLook()
                && (!replica.sessions()
                                .staleSessions(now().minus(settings.sessions().staleAfter()), "", 1)
                                .isEmpty()
                        || received(now().minus(UNATTENDED), t -> true)
                        || forgettable(FORGOTTEN).size() == FORGOTTEN);
    }

    /**
     * Does the work that is due when a peer starts. No process is left that could have continued a transfer, unless it
     * owns it.
     */
    public void start() {
        finishReceived(Instant.MAX);
    }

    /** Returns whether {@link #start} would find anything. */
    public boolean isStartDue() {
        return received(Instant.MAX, t -> true);
    }

    private CleanUp byDefault() {
        return CleanUp.unusedFor(settings.sessions().staleAfter());
    }

    /** Abandons sessions, and deletes those closed long ago. */
    public CleanUp.Result cleanUp(CleanUp which) {
        CleanUp.Result result = giveUp(which);
        for (List<String> old = forgettable(PAGE); !old.isEmpty(); old = forgettable(PAGE)) {
            forget(old, 1);
        }
        removeInvitations();
        return result;
    }

    private void removeInvitations() {
        replica.invitations().removeOld(now().minus(settings.sessions().keptFor()));
    }

    private CleanUp.Result giveUp(CleanUp which) {
        Instant before = now().minus(which.unusedFor());
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
        long ended = 0;
        for (TransferSession transfer : transfers) {
            if (which.matches(transfer) && owned(transfer, session, true)) {
                ended++;
            }
        }
        // A session stays open if some of its transfers were spared.
        if (ended < transfers.size()) {
            return new CleanUp.Result(0, ended);
        }
        open.endIdle(session);
        return new CleanUp.Result(1, ended);
    }

    /** Finishes received transfers. Clients elsewhere may still continue transfers that were used since that time. */
    private void finishReceived(Instant before) {
        received(before, transfer -> {
            SyncSession session =
                    replica.sessions().syncSession(transfer.syncSessionId()).orElseThrow();
            owned(transfer, session, !session.active());
            return false;
        });
    }

    /** Returns whether one of the received and unattended transfers fulfils a condition. */
    private boolean received(Instant before, Predicate<TransferSession> condition) {
        List<TransferSession> page = replica.sessions().transferred("", PAGE);
        while (!page.isEmpty()) {
            for (TransferSession transfer : page) {
                if (isLeft(transfer, before) && condition.test(transfer)) {
                    return true;
                }
            }
            page = replica.sessions().transferred(page.get(page.size() - 1).id(), PAGE);
        }
        return false;
    }

    private boolean isLeft(TransferSession transfer, Instant before) {
        Optional<SyncSession> session = replica.sessions().syncSession(transfer.syncSessionId());
        return session.isPresent()
                && (isFree(transfer, session.get()) || transfer.lastActivity().isBefore(before))
                && (!session.get().active() || controller.isReceived(transfer, session.get()))
                && replica.isApplication();
    }

    /**
     * Returns whether a transfer is free to be finished. A client owns its transfer from beginning to end. A failed
     * transfer is not tried again at once.
     */
    private static boolean isFree(TransferSession transfer, SyncSession session) {
        return !session.isServer() && transfer.status() != StageStatus.ERRORED;
    }

    /** Finishes a transfer if nobody else runs it, and ends it if requested; returns false if it continues as it is. */
    private boolean owned(TransferSession transfer, SyncSession session, boolean end) {
        Optional<SessionStore.Ownership> idle = replica.sessions().own(transfer.id(), t -> t);
        if (idle.isEmpty()) {
            return false;
        }
        SessionStore.Ownership held = idle.get();
        try (held) {
            TransferSession current = held.transfer();
            if (controller.isReceived(current, session)) {
                if (!replica.isApplication()) {
                    return false;
                }
                current = controller.finish(current, session);
            }
            if (end && current.active()) {
                end(current, session);
            }
            return true;
        } catch (RuntimeException e) {
            failed(transfer, e);
            return !replica.sessions()
                    .transfer(transfer.id())
                    .filter(TransferSession::active)
                    .isPresent();
        }
    }

    private void end(TransferSession transfer, SyncSession session) {
        TransferSession ended = controller.abandon(transfer);
        if (transfer.hasCompleted(TransferStage.DESERIALIZING) && transfer.recordsTransferred() > 0) {
            new Audit(settings).completed(session, ended);
        }
    }

    /** Logs a failure once. Other transfers must not wait for this one; it is tried again. */
    private static void failed(TransferSession transfer, RuntimeException reason) {
        if (!Objects.equals(transfer.error(), reason.getMessage())) {
            LOG.warn(
                    "What transfer {} has received could not be merged; it is tried again later: {}",
                    transfer.id(),
                    LogText.line(String.valueOf(reason.getMessage())),
                    LogText.plain(reason));
        }
    }

    private Instant now() {
        return settings.clock().instant();
    }
}
