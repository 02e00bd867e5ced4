package org.morango.record;

import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;
import org.morango.common.MorangoException;

/**
 * A record's history, or record max counters: for each instance, the highest counter of that instance that went into
 * the record. See docs/protocol.md, "Words".
 *
 * <p>Immutable. Every record in a transfer has one, and most hold one to three instances. They are therefore two
 * parallel arrays, sorted by instance and searched in order. An instance is any non-empty text without spaces and
 * colons; a counter is 0 or more. Anything else is a {@link MorangoException}.
 */
public final class RecordHistory {
    /** History without any instance. */
    public static final RecordHistory EMPTY = new RecordHistory(new String[0], new long[0]);

    /**
     * Maximum number of instances that {@link #max} leaves, so that nobody can make a history too large for other peers by
     * inventing instances. A missing instance can turn a later version into a conflict, but no content is lost.
     */
    public static final int MOST = 1_000;

    private final String[] instances;
    private final long[] counters;

    private RecordHistory(String[] instances, long[] counters) {
        this.instances = instances;
        this.counters = counters;
    }

    /** Returns a history of these versions. If an instance occurs several times, its highest counter counts. */
    public static RecordHistory of(RecordVersion... versions) {
        RecordHistory history = EMPTY;
        for (RecordVersion version : versions) {
            history = history.with(version);
        }
        return history;
    }

    /** Returns a history of these counters by instance. */
    public static RecordHistory of(Map<String, Long> counters) {
        String[] instances = counters.keySet().toArray(String[]::new);
        Arrays.sort(instances);
        long[] values = new long[instances.length];
        for (int i = 0; i < instances.length; i++) {
            values[i] = Objects.requireNonNull(counters.get(instances[i]));
            check(instances[i], values[i]);
        }
        return new RecordHistory(instances, values);
    }

    /**
     * Returns whether the version went into the record: this history has its instance with the same or a higher
     * counter.
     */
    public boolean knows(RecordVersion version) {
        int at = find(version.instance());
        return at >= 0 && counters[at] >= version.counter();
    }

    /**
     * Returns a history that knows what either of the two knows. If that has more than {@link #MOST} instances, it keeps those
     * that both know first, then those of this history: a peer cannot have invented what is known here already.
     */
    public RecordHistory max(RecordHistory other) {
        RecordHistory all = union(other);
        return all.size() <= MOST ? all : all.most(this, other);
    }

    private RecordHistory most(RecordHistory first, RecordHistory second) {
        boolean[] kept = new boolean[instances.length];
        int room = MOST;
        for (int rank = 0; rank < 3; rank++) {
            for (int i = 0; i < instances.length && room > 0; i++) {
                boolean isFirst = first.find(instances[i]) >= 0;
                boolean isSecond = second.find(instances[i]) >= 0;
                if (rank == (isFirst && isSecond ? 0 : isFirst ? 1 : 2)) {
                    kept[i] = true;
                    room--;
                }
            }
        }
        String[] names = new String[MOST];
        long[] values = new long[MOST];
        int size = 0;
        for (int i = 0; i < instances.length; i++) {
            if (kept[i]) {
                names[size] = instances[i];
                values[size++] = counters[i];
            }
        }
        return new RecordHistory(names, values);
    }

    /** Returns this history with at most {@link #MOST} instances besides that of the version. */
    public RecordHistory bounded(RecordVersion version) {
        return instances.length <= MOST + 1 ? this : most(this, this).with(version);
    }

    private RecordHistory union(RecordHistory other) {
        if (other.instances.length == 0 || other == this) {
            return this;
        }
        if (instances.length == 0) {
            return other;
        }
        String[] names = new String[instances.length + other.instances.length];
        long[] values = new long[names.length];
        int size = 0;
        for (int i = 0, j = 0; i < instances.length || j < other.instances.length; size++) {
            int order = i == instances.length
                    ? 1
                    : j == other.instances.length ? -1 : instances[i].compareTo(other.instances[j]);
            names[size] = order <= 0 ? instances[i] : other.instances[j];
            values[size] =
                    order < 0 ? counters[i] : order > 0 ? other.counters[j] : Math.max(counters[i], other.counters[j]);
            i += order <= 0 ? 1 : 0;
            j += order >= 0 ? 1 : 0;
        }
        return new RecordHistory(Arrays.copyOf(names, size), Arrays.copyOf(values, size));
    }

    /** Returns this history with a version added; an instance's counter never falls. */
    public RecordHistory with(RecordVersion version) {
        if (knows(version)) {
            return this;
        }
        check(version.instance(), version.counter());
        return union(new RecordHistory(new String[] {version.instance()}, new long[] {version.counter()}));
    }

    /** Returns the counters by instance, sorted, unmodifiable. */
    public Map<String, Long> counters() {
        TreeMap<String, Long> map = new TreeMap<>();
        for (int i = 0; i < instances.length; i++) {
            map.put(instances[i], counters[i]);
        }
        return Collections.unmodifiableMap(map);
    }

    /** The highest counter of an instance; 0 if it is not known. */
    public long counter(String instance) {
        int at = find(instance);
        return at < 0 ? 0 : counters[at];
    }

    /** This history with at most so much of an instance; with 0, without it. */
    public RecordHistory atMost(RecordVersion most) {
        if (counter(most.instance()) <= most.counter()) {
            return this;
        }
        TreeMap<String, Long> bounded = new TreeMap<>(counters());
        bounded.put(most.instance(), most.counter());
        bounded.remove(most.instance(), 0L);
        return of(bounded);
    }

    /** Tells of each instance and its counter, in their order. */
    public void forEach(ObjLongConsumer<String> consumer) {
        for (int i = 0; i < instances.length; i++) {
            consumer.accept(instances[i], counters[i]);
        }
    }

    /** Returns the number of instances. */
    public int size() {
        return instances.length;
    }

    /** Returns the text form for storage: {@code instance:counter}, sorted by instance, separated by single spaces. */
    public String encode() {
        StringBuilder text = new StringBuilder(instances.length * 40);
        for (int i = 0; i < instances.length; i++) {
            if (i > 0) {
                text.append(' ');
            }
            text.append(instances[i]).append(':').append(counters[i]);
        }
        return text.toString();
    }

    /**
     * Reads the result of {@link #encode()}.
     *
     * @throws MorangoException if the text is anything that {@link #encode()} does not write
     */
    public static RecordHistory decode(String text) {
        if (text.isEmpty()) {
            return EMPTY;
        }
        int size = 1;
        for (int at = text.indexOf(' '); at >= 0; at = text.indexOf(' ', at + 1)) {
            size++;
        }
        String[] instances = new String[size];
        long[] counters = new long[size];
        int from = 0;
        for (int i = 0; i < size; i++) {
            int space = text.indexOf(' ', from);
            int end = space < 0 ? text.length() : space;
            int colon = text.indexOf(':', from);
            if (colon <= from || colon >= end) {
                throw malformed(text);
            }
            instances[i] = text.substring(from, colon);
            counters[i] = counter(text, colon + 1, end);
            if (i > 0 && instances[i - 1].compareTo(instances[i]) >= 0) {
                throw malformed(text);
            }
            from = end + 1;
        }
        return new RecordHistory(instances, counters);
    }

    @Override
    public boolean equals(@Nullable Object object) {
        return object instanceof RecordHistory other
                && Arrays.equals(counters, other.counters)
                && Arrays.equals(instances, other.instances);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(instances) + Arrays.hashCode(counters);
    }

    @Override
    public String toString() {
        return encode();
    }

    private int find(String instance) {
        if (instances.length > 8) {
            return Arrays.binarySearch(instances, instance);
        }
        for (int i = 0; i < instances.length; i++) {
            if (instances[i].equals(instance)) {
                return i;
            }
        }
        return -1;
    }

    private static long counter(String text, int from, int end) {
        boolean padded = end - from > 1 && text.charAt(from) == '0';
        if (end == from || end - from > 19 || padded) {
            throw malformed(text);
        }
        long value = 0;
        for (int i = from; i < end; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                throw malformed(text);
            }
            value = value * 10 + digit;
        }
        if (value < 0) { // 19 digits overflow at most once, to a negative number
            throw malformed(text);
        }
        return value;
    }

    private static void check(String instance, long counter) {
        if (instance.isEmpty() || instance.indexOf(' ') >= 0 || instance.indexOf(':') >= 0 || counter < 0) {
            throw new MorangoException("Not a record version: instance '" + instance + "', counter " + counter);
        }
    }

    private static MorangoException malformed(String text) {
        String shown = text.length() <= 100 ? text : text.substring(0, 100) + "…";
        return new MorangoException("Not a record history: '" + shown + "'");
    }
}
