package org.morango.hibernate.internal.store;

import java.time.Duration;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.morango.Pause;
import org.morango.replica.ReplicaException;

/**
 * How long to pause before a transaction that met with a conflict is run again. Transactions that fail together would meet
 * again if they were repeated at once, and a busy database would have still more to do: so the pauses grow, up to a bound, and
 * differ. The first repetition does not pause: it waits in the database for the lock of the transaction that won.
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
     * @param failures how many attempts have failed, one at least
     * @throws ReplicaException if the thread is interrupted; it stays so
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
