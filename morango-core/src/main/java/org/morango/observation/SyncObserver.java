package org.morango.observation;

import org.jspecify.annotations.Nullable;
import org.morango.common.Experimental;

/**
 * Observes the activities of a peer. Unlike a {@link org.morango.session.StageOperation} it changes nothing: its
 * exceptions are logged, and the work continues. The threads that do the work call it, many at once, so a slow observer
 * slows syncs down.
 */
@FunctionalInterface
@Experimental
public interface SyncObserver {

    /**
     * Called when an activity begins.
     *
     * @return notified of its end, in the same thread, after everything that began within it has ended
     */
    Ending begin(Activity activity);

    /** Receives the end of an activity. */
    @FunctionalInterface
    interface Ending {

        /**
         * Called when the activity has ended.
         *
         * @param activity its state now
         * @param failure the cause of its failure; null if it did not fail. A request that was refused has a status and
         *     no failure
         */
        void ended(Activity activity, @Nullable Throwable failure);
    }
}
