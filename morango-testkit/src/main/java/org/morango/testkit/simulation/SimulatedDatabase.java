package org.morango.testkit.simulation;

import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.morango.common.Experimental;
import org.morango.record.SyncRecord;
import org.morango.replica.Replica;

/** Database of a simulated peer: the application's rows, and the replica's data. Used by one thread at a time. */
@Experimental
public interface SimulatedDatabase extends AutoCloseable {

    /** Model of the application's rows. */
    String MODEL = "lesson";

    /** A row of the application. */
    record Row(String partition, String content) {}

    /** Returns the replica of a process that starts now. */
    Replica replica();

    /** Returns the source id of the record of a row. */
    default String sourceId(String source, String partition) {
        return source;
    }

    /**
     * Inserts or changes a row of the application, in a transaction.
     *
     * @param source tells the rows of a partition apart
     * @param content a JSON object with the one member <code>token</code>, a number
     */
    void put(String source, String partition, String content);

    /** Deletes a row of the application, in a transaction. */
    void delete(String id);

    /** Deletes a row of the application and its content on every peer. */
    void hardDelete(String id);

    /** Returns the application's rows by id. Only the token of a content matters. */
    SortedMap<String, Row> rows();

    /** Returns the store's records by id. */
    SortedMap<String, SyncRecord> store();

    /** Returns the database max counters by partition and instance. */
    Map<String, Map<String, Long>> maxCounters();

    /** Returns the transfers for which records are queued or buffered. */
    Set<String> heldTransfers();

    /** Copies everything but the certificates, and returns an action that restores the copy. */
    Runnable backup();

    /** Runs an action before each statement of the replica. If it throws, the statement is not run. */
    default void beforeStatements(Runnable action) {}

    @Override
    void close();
}
