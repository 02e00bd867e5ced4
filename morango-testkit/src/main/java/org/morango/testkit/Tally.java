package org.morango.testkit;

import java.util.HashMap;
import java.util.Map;
import org.morango.merge.MergeResult;
import org.morango.merge.MergeResult.Outcome;
import org.morango.replica.DequeueResult;

/** Counts the outcomes of received records. */
final class Tally {
    private final Map<Outcome, Long> outcomes = new HashMap<>();
    private long refused;

    void add(MergeResult result) {
        outcomes.merge(result.outcome(), 1L, Long::sum);
    }

    void addRefused() {
        refused++;
    }

    DequeueResult result() {
        return new DequeueResult(
                of(Outcome.NEW),
                of(Outcome.FAST_FORWARD) + of(Outcome.SAME_CONTENT),
                of(Outcome.CONFLICT) + of(Outcome.FORK),
                of(Outcome.ALREADY_KNOWN),
                refused,
                of(Outcome.FORK));
    }

    private long of(Outcome outcome) {
        return outcomes.getOrDefault(outcome, 0L);
    }
}
