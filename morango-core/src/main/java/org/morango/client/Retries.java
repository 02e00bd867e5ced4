package org.morango.client;

import java.time.Duration;
import java.util.Map;
import org.morango.settings.PeerSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Repeats requests that got no answer, with growing pauses, and waits for work that is not finished yet. */
final class Retries {
    private static final Logger LOG = LoggerFactory.getLogger(Retries.class);

    private static final int FIRST_CONTACT = 3;
    private static final int POLL_DOUBLINGS = 2;

    private final PeerSettings settings;
    private final Cancellation cancellation;

    Retries(PeerSettings settings, Cancellation cancellation) {
        this.settings = settings;
        this.cancellation = cancellation;
    }

    /** An action that may be worth another attempt. */
    @FunctionalInterface
    interface Attempt<T> {
        T run() throws Unanswered;
    }

    /** Returns the result of the first attempt that is answered. */
    <T> T run(Attempt<T> attempt) {
        return run(attempt, settings.client().retries());
    }

    /** As {@link #run(Attempt)}, but soon stops for a peer that has never answered: its address may be wrong. */
    <T> T runFirst(Attempt<T> attempt) {
        return run(attempt, Math.min(settings.client().retries(), FIRST_CONTACT));
    }

    private <T> T run(Attempt<T> attempt, int retries) {
        for (int failures = 1; ; failures++) {
            try {
                return attempt.run();
            } catch (Unanswered e) {
                if (failures > retries) {
                    throw new ConnectionException(
                            e.getMessage() + (failures == 1 ? "." : " (after " + failures + " attempts)."),
                            Map.of(),
                            e.getCause());
                }
                LOG.debug("{}; attempt {} follows", e.getMessage(), failures + 1);
                Duration delay = delay(settings.client().firstRetryDelay(), failures);
                pause(delay.compareTo(e.retryAfter()) > 0 ? delay : e.retryAfter());
            }
        }
    }

    private Duration delay(Duration first, int failures) {
        Duration full = doubled(first, failures - 1);
        return full.minusMillis((long) (settings.random().nextDouble() * full.toMillis() / 2));
    }

    /** Returns the pause before a poll; the first poll has number 0. */
    Duration pollDelay(int number) {
        return doubled(settings.client().pollInterval(), Math.min(number, POLL_DOUBLINGS));
    }

    private Duration doubled(Duration first, int times) {
        Duration most = settings.client().maxRetryDelay();
        Duration delay = first;
        for (int i = 0; i < times && delay.compareTo(most) < 0; i++) {
            delay = delay.multipliedBy(2);
        }
        return delay.compareTo(most) > 0 ? most : delay;
    }

    void pause(Duration duration) {
        try {
            cancellation.await(() -> {
                settings.pause().pause(duration);
                return duration;
            });
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Returns the error for a thread that was asked to stop; the thread stays interrupted. */
    static SyncException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new SyncException("The thread was interrupted while it was talking to a peer.", Map.of(), cause);
    }
}
