package org.morango.replica;

import java.util.function.Supplier;

/**
 * Hears how far a stage has got in the same thread. A {@link Replica} tells it between the steps of long work, such as
 * two transactions or two pages of one transaction. It may throw to end the stage: what is committed stays, and the
 * stage does the rest when it runs again.
 */
@FunctionalInterface
public interface StageWatch {
    /** Hears of nothing. */
    StageWatch NONE = records -> {};

    /** @param records number of records that the stage has dealt with since the last call; 0 if that is not known */
    void advanced(long records);

    /** Tells the watch of this thread. */
    static void tell(long records) {
        Watching.current().advanced(records);
    }

    /** Runs a stage in this thread with a watch. */
    static <T> T during(StageWatch watch, Supplier<T> stage) {
        return Watching.during(watch, stage);
    }
}
