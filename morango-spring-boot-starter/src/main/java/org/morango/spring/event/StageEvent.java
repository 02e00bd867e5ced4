package org.morango.spring.event;

import org.morango.session.StageContext;

/**
 * A stage of a transfer, as client or as server. Told in the thread that runs the stage, outside its transaction; what a
 * listener throws makes the stage fail.
 */
public record StageEvent(StageContext context, Phase phase) {
    /** How far the stage is; one that fails is told of as an error of the sync, not here. */
    public enum Phase {
        STARTED,
        COMPLETED
    }
}
