package org.morango.hibernate.mapping;

/**
 * Converts a value to text and back, without loss. Must be thread-safe. Never called with null, which is null in JSON
 * too.
 *
 * @see SyncFormat
 */
public interface TextFormat<T> {

    String format(T value);

    /**
     * Returns the value of a text that a peer has sent.
     *
     * @throws IllegalArgumentException if the text is not a value; the record then stays pending, with this reason
     */
    T parse(String text);
}
