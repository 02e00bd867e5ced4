package org.morango.client;

/** Receives the hints of a server. Called by one thread at a time, of the transport; has to return soon. */
public interface HintListener {

    /** The server has something new for the filter. */
    void news();

    /** The server has shown that the connection works. It does that at intervals, also while there are no news. */
    void alive();

    /** No more hints come. Called once. */
    void ended(End reason);

    /** Why no more hints come. */
    enum End {
        /** The server asks the client to listen anew. */
        AGAIN,
        /** The session has ended at the server. */
        SESSION_OVER,
        /** The connection is broken, or was closed by this side. */
        BROKEN
    }
}
