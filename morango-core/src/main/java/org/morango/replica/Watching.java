package org.morango.replica;

import java.util.function.Supplier;

/** The watch of each thread. */
final class Watching {
    private static final ThreadLocal<StageWatch> CURRENT = ThreadLocal.withInitial(() -> StageWatch.NONE);

    private Watching() {}

    static StageWatch current() {
        return CURRENT.get();
    }

    static <T> T during(StageWatch watch, Supplier<T> stage) {
        StageWatch before = CURRENT.get();
        CURRENT.set(watch);
        try {
            return stage.get();
        } finally {
            if (before == StageWatch.NONE) {
                CURRENT.remove();
            } else {
                CURRENT.set(before);
            }
        }
    }
}
