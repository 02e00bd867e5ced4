package org.morango.live;

import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.morango.client.ConnectionException;
import org.morango.client.HintListener;
import org.morango.client.HintSubscription;
import org.morango.client.RemoteException;
import org.morango.settings.PeerSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The hints of a server: whether they come, and whether it is worth to listen. Some proxies hold hints back. If none
 * come several times in a row, the server is asked at intervals instead, and listened to again after an hour. Used by
 * the syncing thread.
 */
final class HintLine {
    private static final Logger LOG = LoggerFactory.getLogger(HintLine.class);
    private static final int MOST_SILENT = 3;
    private static final Duration PAUSE = Duration.ofHours(1);
    private static final long MOST_JITTER = 1_000;
    private static final double BEATS = 2.5;

    private final PeerSettings settings;
    private final Wakeups wakeups;
    private final Backoff backoff;
    private @Nullable HintSubscription subscription;
    private @Nullable Listener listener;
    private Deadline silence;
    private Deadline notBefore;
    private Deadline look;
    private int silent;

    /** Opens the hints of a session. */
    interface Opening {
        HintSubscription listen(HintListener listener);
    }

    HintLine(PeerSettings settings, Wakeups wakeups) {
        this.settings = settings;
        this.wakeups = wakeups;
        this.backoff = new Backoff(settings.live().maxRetryDelay(), settings.random());
        this.silence = Deadline.in(Duration.ZERO, clock());
        this.notBefore = Deadline.in(Duration.ZERO, clock());
        this.look = Deadline.in(allowedSilence(), clock());
    }

    private Clock clock() {
        return settings.clock();
    }

    /** Tells the syncing thread, unless another stream has taken its place. */
    private final class Listener implements HintListener {
        private volatile boolean isCurrent = true;

        @Override
        public void news() {
            if (isCurrent) {
                wakeups.news();
            }
        }

        @Override
        public void alive() {
            if (isCurrent) {
                wakeups.alive();
            }
        }

        @Override
        public void ended(End reason) {
            if (isCurrent) {
                wakeups.ended(reason);
            }
        }
    }

    boolean isOn() {
        return subscription != null;
    }

    /** Returns whether it is time to listen. */
    boolean isDue() {
        return subscription == null && notBefore.isOver();
    }

    /** Listens, if that is possible now; otherwise it is tried again later. */
    void open(Opening opening) {
        wakeups.newStream();
        Listener next = new Listener();
        try {
            subscription = opening.listen(next);
            listener = next;
            silence = Deadline.in(allowedSilence(), clock());
        } catch (RemoteException e) {
            forget(next);
            LOG.info("No hints come, and the server is asked at intervals: {}", e.getMessage());
            notBefore = Deadline.in(PAUSE, clock());
        } catch (ConnectionException e) {
            forget(next);
            // The check that follows finds out whether the server can be reached at all. It may be just coming back.
            notBefore = Deadline.in(backoff.next(), clock());
            LOG.debug("No hints come for now: {}", e.getMessage());
            missed();
        }
    }

    /** Takes no notice of how a stream ends that has not begun. */
    private void forget(Listener listener) {
        listener.isCurrent = false;
        wakeups.newStream();
    }

    private Duration allowedSilence() {
        return Duration.ofMillis((long) (settings.live().heartbeat().toMillis() * BEATS));
    }

    /** Notes that the server has been heard. */
    void heard() {
        silence = Deadline.in(allowedSilence(), clock());
        silent = 0;
        backoff.reset();
    }

    /** Ends the stream if the server has not been heard for too long. */
    void endIfSilent() {
        // Nothing is heard while the machine sleeps, either.
        boolean hasSlept = look.isOver();
        look = Deadline.in(allowedSilence(), clock());
        if (subscription != null && silence.isOver()) {
            close();
            if (!hasSlept) {
                missed();
            }
        }
    }

    private void missed() {
        silent++;
        if (silent >= MOST_SILENT) {
            LOG.info("Hints do not get through, perhaps because of a proxy; the server is asked at intervals");
            notBefore = Deadline.in(PAUSE, clock());
            silent = 0;
        }
    }

    /** Notes that the stream has ended. */
    void ended(HintListener.End reason) {
        close();
        notBefore = Deadline.in(
                reason == HintListener.End.BROKEN
                        ? backoff.next()
                        : Duration.ofMillis(settings.random().nextLong(MOST_JITTER)),
                clock());
    }

    /** Ends the stream, because the server cannot be reached. Once it can, it is worth to listen again. */
    void reset() {
        close();
        silent = 0;
        notBefore = Deadline.in(Duration.ZERO, clock());
    }

    void close() {
        if (listener != null) {
            listener.isCurrent = false;
        }
        if (subscription != null) {
            subscription.close();
            subscription = null;
        }
    }
}
