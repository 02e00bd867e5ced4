package org.morango.live;

import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.morango.client.HintListener.End;
import org.morango.client.SyncConnection;
import org.morango.client.SyncResult;
import org.morango.common.MorangoException;
import org.morango.record.Filter;
import org.morango.settings.PeerSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The syncing thread of a peer that keeps in sync: connects, catches up, then sends and fetches changes as they are
 * told, until it is stopped. What fails is tried again: all state is in the databases.
 */
final class LiveLoop implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveLoop.class);
    private static final Duration SECOND = Duration.ofSeconds(1);

    /** Repeated wrong passwords may lock an account. */
    private static final Duration MOST_RARE_LOGIN = Duration.ofHours(1);

    /** These phases last until a sync succeeds, however often it is tried. */
    private static final Set<SyncPhase> FAILED = EnumSet.of(
            SyncPhase.OFFLINE, SyncPhase.REFUSED, SyncPhase.UPDATE_NEEDED_HERE, SyncPhase.UPDATE_NEEDED_THERE);

    private final SyncTarget target;
    private final PeerSettings settings;
    private final Wakeups wakeups;
    private final LiveStatus status;
    private final SessionOpener opener;
    private final Turn turn;
    private final HintLine hints;
    private final Backoff backoff;
    private final Backoff refusals;
    private final Backoff logins;
    private volatile @Nullable LiveSession session;
    private volatile @Nullable String serverCertificate;
    /** Whether nothing was synced in the session yet, so that a refusal is not that of a session that has ended. */
    private boolean isNew;
    /** Whether the last sync of a target that does not sync all the time has failed. */
    private boolean hasFailed;

    LiveLoop(SyncTarget target, PeerSettings settings, Wakeups wakeups, LiveStatus status, SessionOpener opener) {
        this.target = target;
        this.settings = settings;
        this.wakeups = wakeups;
        this.status = status;
        this.opener = opener;
        this.turn = opener.turn();
        this.hints = new HintLine(settings, wakeups);
        this.backoff = new Backoff(settings.live().maxRetryDelay(), settings.random());
        this.logins = new Backoff(MOST_RARE_LOGIN, settings.random());
        this.refusals = new Backoff(settings.live().refusedRetryDelay(), settings.random());
    }

    /** Ends a transfer that is running, soon; called by another thread. A later start resumes it. */
    void cancel() {
        LiveSession open = session;
        if (open != null) {
            open.cancel();
        }
    }

    /** Returns the server's certificate in the last session; may be called by any thread. */
    Optional<String> serverCertificate() {
        return Optional.ofNullable(serverCertificate);
    }

    private Clock clock() {
        return settings.clock();
    }

    @Override
    public void run() {
        try {
            while (!wakeups.isClosed()) {
                try {
                    attempt();
                } catch (RuntimeException e) {
                    failed(e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            end();
            release();
            status.to(SyncPhase.CLOSED, null);
            fail(new MorangoException("Keeping in sync with " + target + " has ended."));
        }
    }

    /** Connects if necessary, catches up, and goes on until something fails or the application stops it. */
    private void attempt() throws InterruptedException {
        if (wakeups.isPaused()) {
            rest(SyncPhase.PAUSED, null);
        } else if (!target.window().isOpen()) {
            rest(SyncPhase.WAITING, "The application says that now is not a good time.");
        } else if (target.isLive()) {
            sync();
        } else if (isDue()) {
            visit();
        } else {
            idle();
        }
    }

    /** Returns whether a sync is due of a target that does not sync all the time. */
    private boolean isDue() {
        return wakeups.isAsked()
                || target.interval()
                        .map(interval -> hasFailed || turn.isDue(interval))
                        .orElse(false);
    }

    /** Syncs once. */
    private void visit() throws InterruptedException {
        heedFirstSync();
        if (!turn.take()) {
            restElsewhere();
            return;
        }
        hasFailed = true;
        open();
        status.to(SyncPhase.CATCHING_UP, null);
        syncParts();
        List<CompletableFuture<SyncResult>> asked = wakeups.take().asked();
        SyncResult result = syncAll(asked);
        turn.note();
        hasFailed = false;
        end();
        release();
        status.to(SyncPhase.WAITING, null);
        asked.forEach(each -> each.complete(result));
    }

    /** Does nothing until the next sync is due, or asked for. */
    private void idle() throws InterruptedException {
        end();
        release();
        if (!hasFailed && status.to(SyncPhase.WAITING, null)) {
            heedFirstSync();
        }
        wakeups.awaitApplication(SECOND);
    }

    private void heedFirstSync() {
        if (!status.firstSync().isDone() && turn.hasSyncedBefore()) {
            status.hasSynced();
        }
    }

    private void restElsewhere() throws InterruptedException {
        rest(SyncPhase.ELSEWHERE, "Another process on this database syncs with " + target + ".");
    }

    private void sync() throws InterruptedException {
        heedFirstSync();
        if (turn.take()) {
            open();
            catchUp();
            keep();
        } else {
            restElsewhere();
        }
    }

    /** Does nothing for a while. */
    private void rest(SyncPhase phase, @Nullable String reason) throws InterruptedException {
        end();
        release();
        status.to(phase, reason);
        if (wakeups.isAsked()) {
            fail(new MorangoException(
                    "The sync with " + target + " has to wait: " + (reason == null ? "it is paused." : reason)));
        }
        wakeups.awaitApplication(SECOND);
    }

    private void release() {
        try {
            turn.release();
        } catch (RuntimeException e) {
            // The lease ends by itself.
            LOG.debug("The turn to sync with {} could not be given back", target, e);
        }
    }

    private void open() {
        if (session == null) {
            if (!FAILED.contains(status.state().phase())) {
                status.to(SyncPhase.CONNECTING, null);
            }
            isNew = true;
            LiveSession opened = opener.open(status);
            session = opened;
            serverCertificate = opened.session().serverCertificateId();
        } else {
            isNew = false;
            session.resume();
        }
    }

    private LiveSession session() {
        LiveSession open = session;
        if (open == null) {
            throw new IllegalStateException("No session is open.");
        }
        return open;
    }

    /** Brings both sides up to date. The hints begin before that, so that nothing is missed in between. */
    private void catchUp() {
        listen();
        if (isNew || !FAILED.contains(status.state().phase())) {
            status.to(SyncPhase.CATCHING_UP, null);
        }
        syncParts();
        Wakeups.Happened happened = wakeups.take();
        heed(happened);
        complete(happened.asked());
    }

    private void syncParts() {
        for (Filter part : status.due(target.first())) {
            session().part(part);
            status.synced(part);
        }
    }

    /** Syncs everything, and completes the requests for it. */
    private void complete(List<CompletableFuture<SyncResult>> asked) {
        SyncResult result = syncAll(asked);
        asked.forEach(each -> each.complete(result));
    }

    /** Syncs everything. If it fails, so do the requests for it, unless it is tried again at once. */
    private SyncResult syncAll(List<CompletableFuture<SyncResult>> asked) {
        try {
            SyncResult result = session().all();
            turn.succeeded(result);
            backoff.reset();
            refusals.reset();
            logins.reset();
            status.upToDate();
            isNew = false;
            return result;
        } catch (RuntimeException e) {
            wakeups.askAgain(asked);
            throw e;
        }
    }

    /** Listens for hints if that is due. Returns whether it was, so that a check has to follow. */
    private boolean listen() {
        boolean isDue = hints.isDue() && session().canListen();
        if (isDue) {
            hints.open(session()::listen);
        }
        return isDue;
    }

    private Deadline nextCheck() {
        return Deadline.in(
                hints.isOn() || !target.pulls()
                        ? settings.live().checkInterval()
                        : settings.live().pollInterval(),
                clock());
    }

    /** Exchanges changes as they are made. */
    private void keep() throws InterruptedException {
        Deadline check = nextCheck();
        while (!wakeups.isStopped() && target.window().isOpen() && turn.take()) {
            wakeups.await(check.left());
            Wakeups.Happened happened = wakeups.take();
            boolean isDue = check.isOver() || !happened.asked().isEmpty();
            boolean hasListened = heed(happened);
            if (isDue && opener.isOutdated(session())) {
                end();
                open();
                hasListened = heed(happened);
            }
            if (isDue || hasListened) {
                complete(happened.asked());
                check = nextCheck();
            } else {
                exchange(happened);
            }
        }
    }

    /** Keeps the hints going. Returns whether something may have been missed. */
    private boolean heed(Wakeups.Happened happened) {
        if (happened.alive() || happened.news()) {
            hints.heard();
        }
        End ended = happened.ended();
        if (ended != null) {
            hints.ended(ended);
        } else if (opener.hasMoved()) {
            hints.ended(End.BROKEN);
        } else {
            hints.endIfSilent();
        }
        if (ended == End.SESSION_OVER) {
            end();
            open();
        }
        return listen();
    }

    private void exchange(Wakeups.Happened happened) throws InterruptedException {
        SyncResult pulled = SyncResult.NONE;
        if (happened.news()) {
            pulled = session().pull();
        }
        SyncResult pushed = SyncResult.NONE;
        if (happened.local()) {
            // More commits may follow at once.
            settings.pause().pause(settings.live().gatherFor());
            pushed = session().pushIfAhead();
        }
        if (happened.news() || pushed.pushed().isPresent()) {
            turn.succeeded(new SyncResult(pulled.pulled(), pushed.pushed()));
            status.upToDate();
        }
    }

    private void failed(RuntimeException failure) throws InterruptedException {
        if (SyncConnection.isUnreachable(failure)) {
            turn.failed(failure);
            status.to(SyncPhase.OFFLINE, failure.getMessage());
            hints.reset();
            LOG.debug("{} cannot be reached", target, failure);
            fail(failure);
            await(backoff.next());
            return;
        }
        boolean mayBeOver = session != null && !isNew;
        end();
        if (wakeups.isClosed() || mayBeOver) {
            LOG.debug("The session with {} is opened anew", target, failure);
            status.to(SyncPhase.CONNECTING, null);
            await(backoff.next());
            return;
        }
        turn.failed(failure);
        if (status.to(SessionOpener.phaseOf(failure), failure.getMessage())) {
            LOG.warn("Keeping in sync with {} is tried again later: {}", target, failure.getMessage());
        }
        fail(failure);
        await((failure instanceof JoinRefusedException ? logins : refusals).next());
    }

    /** Waits, unless the application asks for a sync. */
    private void await(Duration duration) throws InterruptedException {
        Deadline over = Deadline.in(duration, clock());
        while (!over.isOver() && !wakeups.isStopped() && !wakeups.isAsked() && !opener.hasMoved()) {
            wakeups.awaitApplication(over.left());
        }
    }

    private void fail(RuntimeException failure) {
        wakeups.take().asked().forEach(each -> each.completeExceptionally(failure));
    }

    private void end() {
        hints.close();
        LiveSession open = session;
        session = null;
        if (open == null) {
            return;
        }
        if (status.state().phase() == SyncPhase.OFFLINE) {
            open.drop();
            return;
        }
        try {
            open.close();
        } catch (RuntimeException e) {
            LOG.debug("The session with {} could not be closed", target, e);
        }
    }
}
