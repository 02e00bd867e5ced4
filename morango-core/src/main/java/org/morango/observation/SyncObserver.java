package org.morango.observation;

import org.jspecify.annotations.Nullable;
import org.morango.Experimental;

/**
 * Watches what a peer does. Unlike a {@link org.morango.session.StageOperation} it changes nothing: what it throws is
 * logged, and work goes on. It is called by the threads that do the work, many at once, so that a slow observer slows syncs
 * down.
 */
@FunctionalInterface
@Experimental
public interface SyncObserver {

    /**
     * Something begins.
     *
     * @return is told of its end, in the same thread, after everything that began within it has ended
     */
    Ending begin(Activity activity);

    /** Is told how an activity has ended. */
    @FunctionalInterface
    interface Ending {

        /**
         * The activity has ended.
         *
         * @param activity as it is now
         * @param failure what made it fail; null if it did not. A request that was refused has a status and no failure
         */
        void ended(Activity activity, @Nullable Throwable failure);
    }
}
