package org.morango.hibernate.internal.pipeline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.morango.record.Ids;

/**
 * Order in which records of a model that refers to itself are written: each after those it refers to, however long the
 * chain. In a circle, one record has to be written without a reference first. Takes about 50 bytes a record.
 */
final class Lineage {
    private static final byte ON_PATH = 1;
    private static final byte DONE = 2;
    private static final int HALF = 16;
    private static final int HEX = 16;

    /** The ids in ascending order, as two numbers each. */
    private final long[] high;

    private final long[] low;
    private final int size;
    private final int[] order;
    private final BitSet cut = new BitSet();

    private Lineage(Builder read) {
        high = read.ids.high;
        low = read.ids.low;
        size = read.ids.size;
        order = new int[size];
        int[] targets = new int[read.targets.size];
        for (int i = 0; i < targets.length; i++) {
            targets[i] = find(read.targets.high[i], read.targets.low[i]);
        }
        sort(Arrays.copyOf(read.firstTarget, size + 1), targets);
    }

    /** Collects records in the order of their ids, with the records that they refer to. */
    static final class Builder {
        private final IdArray ids = new IdArray();
        private final IdArray targets = new IdArray();
        private int[] firstTarget = new int[1];

        void add(String id, List<String> references) {
            ids.add(id);
            references.stream().filter(Ids::isId).forEach(targets::add);
            if (ids.size == firstTarget.length) {
                firstTarget = Arrays.copyOf(firstTarget, 2 * ids.size + 1);
            }
            firstTarget[ids.size] = targets.size;
        }

        int size() {
            return ids.size;
        }

        Lineage build() {
            return new Lineage(this);
        }
    }

    private static final class IdArray {
        private long[] high = new long[HALF];
        private long[] low = new long[HALF];
        private int size;

        void add(String id) {
            if (size == high.length) {
                high = Arrays.copyOf(high, 2 * size);
                low = Arrays.copyOf(low, 2 * size);
            }
            high[size] = Long.parseUnsignedLong(id, 0, HALF, HEX);
            low[size] = Long.parseUnsignedLong(id, HALF, 2 * HALF, HEX);
            size++;
        }
    }

    /**
     * Sorts the records. A record with a reference that leads back to it is cut: it is placed before the one it refers
     * to.
     */
    private void sort(int[] firstTarget, int[] targets) {
        int[] next = firstTarget.clone();
        int[] path = new int[size];
        byte[] state = new byte[size];
        int placed = 0;
        for (int root = 0; root < size; root++) {
            int depth = 0;
            if (state[root] == 0) {
                state[root] = ON_PATH;
                path[depth++] = root;
            }
            while (depth > 0) {
                int at = path[depth - 1];
                if (next[at] == firstTarget[at + 1]) {
                    state[at] = DONE;
                    order[placed++] = at;
                    depth--;
                    continue;
                }
                int target = targets[next[at]++];
                if (target < 0 || target == at) {
                    continue;
                }
                if (state[target] == 0) {
                    state[target] = ON_PATH;
                    path[depth++] = target;
                } else if (state[target] == ON_PATH) {
                    cut.set(at);
                }
            }
        }
    }

    int size() {
        return size;
    }

    /** Returns a part of the records, in order. */
    List<String> ids(int from, int to) {
        List<String> ids = new ArrayList<>(to - from);
        for (int i = from; i < to; i++) {
            ids.add(id(order[i]));
        }
        return ids;
    }

    /** Returns the greatest id; null if there is none. */
    @Nullable
    String last() {
        return size == 0 ? null : id(size - 1);
    }

    /** Returns whether a record is placed before one that it refers to. */
    boolean isCut(String id) {
        int at = find(Long.parseUnsignedLong(id, 0, HALF, HEX), Long.parseUnsignedLong(id, HALF, 2 * HALF, HEX));
        return at >= 0 && cut.get(at);
    }

    private String id(int index) {
        return HexFormat.of().toHexDigits(high[index]) + HexFormat.of().toHexDigits(low[index]);
    }

    private int find(long idHigh, long idLow) {
        int from = 0;
        int to = size - 1;
        while (from <= to) {
            int middle = (from + to) >>> 1;
            int compared = Long.compareUnsigned(high[middle], idHigh);
            if (compared == 0) {
                compared = Long.compareUnsigned(low[middle], idLow);
            }
            if (compared == 0) {
                return middle;
            }
            if (compared < 0) {
                from = middle + 1;
            } else {
                to = middle - 1;
            }
        }
        return -1;
    }
}
