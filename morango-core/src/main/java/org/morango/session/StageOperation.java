package org.morango.session;

import java.util.function.Consumer;

/**
 * An application's own work at a stage of every transfer: before it, after it, around it or in its place. Runs on the
 * side it is set for, in the thread that runs the stage, outside the stage's transaction; several run in the order they
 * were set, the first outermost. What it throws makes the stage fail; a stage that failed or was cut off is run again,
 * and its operations with it, so they should bear repetition.
 */
@FunctionalInterface
public interface StageOperation {

    /**
     * Does the work.
     *
     * @param context what is going on
     * @param stage runs what the library does at this stage; left out, it is not done
     */
    void perform(StageContext context, Runnable stage);

    /** Work to do before a stage. */
    static StageOperation before(Consumer<StageContext> work) {
        return (context, stage) -> {
            work.accept(context);
            stage.run();
        };
    }

    /** Work to do after a stage has succeeded. */
    static StageOperation after(Consumer<StageContext> work) {
        return (context, stage) -> {
            stage.run();
            work.accept(context);
        };
    }

    /** Work to do in place of a stage. What both sides hold is still summed up and exchanged. */
    static StageOperation instead(Consumer<StageContext> work) {
        return (context, stage) -> work.accept(context);
    }
}
