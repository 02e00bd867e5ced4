package org.morango.hibernate;

/**
 * A value as text and back, without loss. Used by many threads; never asked for null, which is null in JSON too.
 *
 * @see SyncFormat
 */
public interface TextFormat<T> {

    String format(T value);

    /**
     * The value of a text that a peer has sent.
     *
     * @throws IllegalArgumentException if it is none; the record then stays in the store, with this reason
     */
    T parse(String text);
}
