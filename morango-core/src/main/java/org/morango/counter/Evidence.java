package org.morango.counter;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.morango.record.RecordHistory;

/**
 * The evidence that the records of a transfer give for their sender's claim: by partition and instance, the highest
 * counter in their histories. Not thread-safe. See docs/protocol.md, "Merging".
 */
public final class Evidence {
    /** Separator; no partition of a record contains it. */
    private static final char SEPARATOR = '\0';

    private final PartitionCounters claimed;
    private final NavigableMap<String, Map<String, Long>> highest = new TreeMap<>();
    private @Nullable String last;
    private List<String> covering = List.of();

    /** Starts without evidence. */
    public Evidence(PartitionCounters claimed) {
        this.claimed = claimed;
        claimed.asMap().keySet().forEach(p -> highest.put(p, new HashMap<>()));
    }

    /** Adds the evidence of a received record for the claim. */
    public void add(String recordPartition, RecordHistory history) {
        if (!recordPartition.equals(last)) {
            last = recordPartition;
            covering = Prefixes.keys(highest, recordPartition);
        }
        for (String partition : covering) {
            history.forEach((instance, counter) -> add(partition, instance, counter));
        }
    }

    private void add(String partition, String instance, long counter) {
        if (claimed.asMap().getOrDefault(partition, Map.of()).containsKey(instance)) {
            Objects.requireNonNull(highest.get(partition)).merge(instance, counter, Math::max);
        }
    }

    /** The text form, from which {@link #add(String)} takes it up. */
    public String text() {
        StringBuilder text = new StringBuilder();
        highest.forEach((partition, counters) -> {
            if (!counters.isEmpty()) {
                text.append(partition)
                        .append(SEPARATOR)
                        .append(RecordHistory.of(counters).encode())
                        .append(SEPARATOR);
            }
        });
        return text.toString();
    }

    /** Adds the evidence from earlier passes of the same transfer. */
    public void add(String text) {
        int at = 0;
        while (at < text.length()) {
            int history = text.indexOf(SEPARATOR, at) + 1;
            int end = text.indexOf(SEPARATOR, history);
            String partition = text.substring(at, history - 1);
            RecordHistory.decode(text.substring(history, end))
                    .forEach((instance, counter) -> add(partition, instance, counter));
            at = end + 1;
        }
    }

    /** The highest counter of an instance in the records below a partition; 0 if there is none. */
    public long of(String partition, String instance) {
        return highest.getOrDefault(partition, Map.of()).getOrDefault(instance, 0L);
    }
}
