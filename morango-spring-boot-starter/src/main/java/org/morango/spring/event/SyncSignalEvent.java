package org.morango.spring.event;

import org.morango.client.SyncEvent;

/**
 * A signal of a sync as client: see {@link org.morango.client.SyncClientSignals} for what they mean and their order.
 *
 * @param peer the peer's name
 */
public record SyncSignalEvent(String peer, Group group, Phase phase, SyncEvent progress) {
    /** What is going on. */
    public enum Group {
        SESSION,
        QUEUING,
        PUSHING,
        PULLING,
        DEQUEUING
    }

    /** How far it is. */
    public enum Phase {
        STARTED,
        IN_PROGRESS,
        COMPLETED
    }
}
