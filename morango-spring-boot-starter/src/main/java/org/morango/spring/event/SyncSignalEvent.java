package org.morango.spring.event;

import org.morango.client.SyncEvent;

/**
 * A signal of a sync as client. {@link org.morango.client.SyncClientSignals} describes the signals and their order.
 *
 * @param peer the peer's name
 */
public record SyncSignalEvent(String peer, Group group, Phase phase, SyncEvent progress) {
    /** Subject of the signal. */
    public enum Group {
        SESSION,
        QUEUING,
        PUSHING,
        PULLING,
        DEQUEUING
    }

    /** Progress of the subject. */
    public enum Phase {
        STARTED,
        IN_PROGRESS,
        COMPLETED
    }
}
