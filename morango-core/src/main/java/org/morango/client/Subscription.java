package org.morango.client;

/** The registration of a listener with a signal. */
@FunctionalInterface
public interface Subscription extends AutoCloseable {

    /** Removes the listener. Calling it again has no effect. */
    @Override
    void close();
}
