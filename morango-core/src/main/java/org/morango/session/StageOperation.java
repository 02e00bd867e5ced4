package org.morango.session;

import java.util.function.Consumer;

/**
 * An application's own work at a stage of every transfer: before, after, around or in place of the stage. It runs on
 * the side that it is set for, in the thread that runs the stage, outside the stage's transaction. Several operations
 * run in the order in which they were set, the first outermost. An exception makes the stage fail. A stage that failed
 * or was cut off is run again together with its operations, so they should be repeatable.
 */
@FunctionalInterface
public interface StageOperation {

    /**
     * Performs the work.
     *
     * @param context the stage, session and transfer
     * @param stage runs the library's own work at this stage; if it is not called, that work is not done
     */
    void perform(StageContext context, Runnable stage);

    /** Returns an operation that runs before a stage. */
    static StageOperation before(Consumer<StageContext> work) {
        return (context, stage) -> {
            work.accept(context);
            stage.run();
        };
    }

    /** Returns an operation that runs after a stage has succeeded. */
    static StageOperation after(Consumer<StageContext> work) {
        return (context, stage) -> {
            stage.run();
            work.accept(context);
        };
    }

    /** Returns an operation that runs in place of a stage. The two sides' FSICs are still computed and exchanged. */
    static StageOperation instead(Consumer<StageContext> work) {
        return (context, stage) -> work.accept(context);
    }
}
