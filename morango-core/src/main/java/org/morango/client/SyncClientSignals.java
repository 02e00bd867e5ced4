package org.morango.client;

/**
 * What a push or a pull lets its listeners know, in this order: session started; queuing started, completed; pushing or
 * pulling started, in progress (at least once, after each chunk), completed; dequeuing started, completed; session
 * completed. The session group frames each push and each pull, as listeners can only be connected once the session is
 * open.
 */
public final class SyncClientSignals {
    private final SyncSignalGroup session = new SyncSignalGroup("session");
    private final SyncSignalGroup queuing = new SyncSignalGroup("queuing");
    private final SyncSignalGroup pushing = new SyncSignalGroup("pushing");
    private final SyncSignalGroup pulling = new SyncSignalGroup("pulling");
    private final SyncSignalGroup dequeuing = new SyncSignalGroup("dequeuing");

    SyncClientSignals() {}

    /** The whole push or pull. */
    public SyncSignalGroup session() {
        return session;
    }

    /** The sender finds out what the receiver lacks. */
    public SyncSignalGroup queuing() {
        return queuing;
    }

    /** Records travel to the server. */
    public SyncSignalGroup pushing() {
        return pushing;
    }

    /** Records travel to the client. */
    public SyncSignalGroup pulling() {
        return pulling;
    }

    /** The receiver merges the records and brings them into its application's tables. */
    public SyncSignalGroup dequeuing() {
        return dequeuing;
    }
}
