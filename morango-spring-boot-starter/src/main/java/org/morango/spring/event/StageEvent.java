package org.morango.spring.event;

import org.morango.session.StageContext;

/**
 * A stage of a transfer, as client or as server, that this side has something to do at. Told in the thread that runs the
 * stage, outside its transaction; what a listener throws is logged, and changes nothing.
 */
public record StageEvent(StageContext context, Phase phase) {
    /** How far the stage is. */
    public enum Phase {
        STARTED,
        COMPLETED,
        FAILED
    }
}
