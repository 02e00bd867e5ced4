package org.morango.benchmark;

/**
 * Another product that copies rows from one database to another, measured beside this library. Providers are found by
 * {@link java.util.ServiceLoader}; this module has none of its own. Used by one thread.
 */
interface OtherProduct extends AutoCloseable {
    String name();

    /** Begins to replicate the named tables, which exist and are empty, between the two databases. */
    void open(String senderUrl, String receiverUrl, String... tables) throws Exception;

    /** Brings what was committed at the sender into the receiver's tables. Returns once it is there. */
    void transfer() throws Exception;

    /** Forgets what was transferred before, as far as that would slow down the next transfer. */
    void tidy();

    @Override
    void close();
}
