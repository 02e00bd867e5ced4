package org.morango.testkit.simulation;

import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.morango.Experimental;
import org.morango.record.SyncRecord;
import org.morango.replica.Replica;

/** A database that simulations run on: the application's rows, and what a replica keeps of them. Used by one thread at a time. */
@Experimental
public interface SimulatedDatabase extends AutoCloseable {

    /** The model that the application's rows are of. */
    String MODEL = "lesson";

    /** A row of the application. */
    record Row(String partition, String content) {}

    /** What a process that starts now works with. */
    Replica replica();

    /**
     * Inserts or changes a row of the application, in a transaction.
     *
     * @param content a JSON object with the one member <code>token</code>, a number
     */
    void put(String sourceId, String partition, String content);

    /** Deletes a row of the application, in a transaction. */
    void delete(String id);

    /** Deletes a row of the application, whose content is to go from every peer. */
    void hardDelete(String id);

    /** The application's rows by their id; of their contents only the token matters. */
    SortedMap<String, Row> rows();

    /** The store's records by their id. */
    SortedMap<String, SyncRecord> store();

    /** The database max counters by partition and instance. */
    Map<String, Map<String, Long>> maxCounters();

    /** The transfers for which records are queued or buffered. */
    Set<String> heldTransfers();

    /** Copies everything but the certificates. To run the result makes the database hold that again. */
    Runnable backup();

    /** Has something be done before each statement of the replica; if it throws, the statement is not run. */
    default void beforeStatements(Runnable action) {}

    @Override
    void close();
}
