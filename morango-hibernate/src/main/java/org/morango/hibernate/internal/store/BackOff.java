package org.morango.hibernate.internal.store;

import java.time.Duration;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.morango.replica.ReplicaException;
import org.morango.settings.Pause;

/**
 * Pauses before a transaction that failed with a conflict is run again. Transactions that fail together would collide
 * again if they were repeated at once, and would add to the load of a busy database. The pauses therefore grow, up to a
 * bound, and vary. The first repetition does not pause: it waits in the database for the lock of the transaction that
 * won.
 */
final class BackOff {
    private static final long FIRST_MILLIS = 10;
    private static final long MOST_MILLIS = 1_000;
    private static final int MOST_DOUBLINGS = 10;

    private final Pause pause;
    private final RandomGenerator random;

    BackOff(Pause pause, RandomGenerator random) {
        this.pause = pause;
        this.random = random;
    }

    /**
     * Pauses before the next attempt.
     *
     * @param failures number of failed attempts, at least one
     * @throws ReplicaException if the thread is interrupted; its interrupt status stays set
     */
    void after(int failures) {
        if (failures == 1) {
            return;
        }
        long full = Math.min(MOST_MILLIS, FIRST_MILLIS << Math.min(failures - 2, MOST_DOUBLINGS));
        try {
            pause.pause(Duration.ofMillis(full - (long) (random.nextDouble() * full / 2)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ReplicaException(
                    "The thread was interrupted while it waited for what others had locked in the database; nothing has"
                            + " happened.",
                    Map.of(),
                    e);
        }
    }
}
