package org.morango.spring.event;

import org.morango.session.StageContext;

/**
 * A stage of a transfer, as client or as server, in which this side has work to do. Published in the thread that runs
 * the stage, outside its transaction. Exceptions of listeners are logged and have no other effect.
 */
public record StageEvent(StageContext context, Phase phase) {
    /** Progress of the stage. */
    public enum Phase {
        STARTED,
        COMPLETED,
        FAILED
    }
}
