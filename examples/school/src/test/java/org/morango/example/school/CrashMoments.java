package org.morango.example.school;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A transfer that was measured, from which moments are drawn. */
final class CrashMoments {
    private final List<Long> reached = new ArrayList<>();
    private final long started = System.nanoTime();

    /** @param nanos after the event of that number */
    record Moment(int event, long nanos) {}

    /** Notes that the transfer has come one event further; the last one is its end. */
    void reached() {
        reached.add(System.nanoTime() - started);
    }

    /**
     * A moment of the transfer. Half of them are spread over its time, so that each stage gets as many as it lasts; the others
     * over its events, so that the short ones get theirs.
     */
    Moment draw(Random random) {
        int last = reached.size() - 1;
        if (random.nextBoolean()) {
            int event = random.nextInt(last);
            return new Moment(event, (long) (random.nextDouble() * (reached.get(event + 1) - reached.get(event))));
        }
        long first = reached.get(0);
        long at = first + (long) (random.nextDouble() * (reached.get(last) - first));
        int event = 0;
        while (reached.get(event + 1) < at) {
            event++;
        }
        return new Moment(event, at - reached.get(event));
    }
}
