package org.morango.client;

/**
 * The signals of a push or a pull, in this order: session started; queuing started, in progress, completed; pushing or
 * pulling started, in progress (at least once, after each chunk), completed; dequeuing started, in progress, completed;
 * session completed. The work of this side on its database is in progress every few thousand records: queuing in a
 * push, dequeuing in a pull. Queuing is one transaction, so its listeners must not write to this database: SQLite, for
 * one, would make them wait for the transaction that waits for them.
 *
 * The session group frames each push and each pull, because listeners can only be connected once the session is open.
 */
public final class SyncClientSignals {
    private final SyncSignalGroup session = new SyncSignalGroup("session");
    private final SyncSignalGroup queuing = new SyncSignalGroup("queuing");
    private final SyncSignalGroup pushing = new SyncSignalGroup("pushing");
    private final SyncSignalGroup pulling = new SyncSignalGroup("pulling");
    private final SyncSignalGroup dequeuing = new SyncSignalGroup("dequeuing");

    SyncClientSignals() {}

    /** Returns the signals of the whole push or pull. */
    public SyncSignalGroup session() {
        return session;
    }

    /** Returns the signals of queuing, in which the sender finds out what the receiver lacks. */
    public SyncSignalGroup queuing() {
        return queuing;
    }

    /** Returns the signals of pushing, in which records travel to the server. */
    public SyncSignalGroup pushing() {
        return pushing;
    }

    /** Returns the signals of pulling, in which records travel to the client. */
    public SyncSignalGroup pulling() {
        return pulling;
    }

    /**
     * Returns the signals of dequeuing, in which the receiver merges the records and writes them into its application's
     * tables.
     */
    public SyncSignalGroup dequeuing() {
        return dequeuing;
    }
}
