package org.morango.client;

/** The tie between a signal and a listener. */
@FunctionalInterface
public interface Subscription extends AutoCloseable {

    /** Unties the listener; doing so again has no effect. */
    @Override
    void close();
}
