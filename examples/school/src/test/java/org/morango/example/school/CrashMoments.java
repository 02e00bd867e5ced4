package org.morango.example.school;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Events of a measured transfer, from which moments are drawn. */
final class CrashMoments {
    private final List<Long> reached = new ArrayList<>();
    private final long started = System.nanoTime();

    /** @param nanos nanoseconds after the event with that number */
    record Moment(int event, long nanos) {}

    /** Notes that the transfer has reached another event; the last event is its end. */
    void reached() {
        reached.add(System.nanoTime() - started);
    }

    /**
     * Draws a moment of the transfer. Half of the moments are spread over its time, so that long stages get more. The
     * others are spread over its events, so that short stages get some, too.
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
