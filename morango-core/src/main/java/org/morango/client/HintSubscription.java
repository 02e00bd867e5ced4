package org.morango.client;

/** The hints of a server, until they are closed. */
public interface HintSubscription extends AutoCloseable {
    /** Ends the hints. Waits for nothing. */
    @Override
    void close();
}
