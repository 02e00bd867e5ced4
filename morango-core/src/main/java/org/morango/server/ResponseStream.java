package org.morango.server;

/**
 * The body of a response that goes on for long. An HTTP server takes from it what is to be written whenever the
 * connection has room, and needs no thread meanwhile. Thread-safe.
 */
public interface ResponseStream {

    /**
     * Begins, once the head of the response is written.
     *
     * @param available called whenever there is something to take, by any thread; has to return soon
     */
    void begin(Runnable available);

    /** Returns what is to be written and flushed now; empty if there is nothing at the moment. */
    byte[] take();

    /** Returns whether nothing will follow what was taken, so that the response is complete. */
    boolean isOver();

    /** Says that the connection is gone. */
    void disconnected();
}
