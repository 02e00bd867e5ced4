package org.morango.testkit.simulation;

import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.morango.common.Experimental;
import org.morango.record.SyncRecord;
import org.morango.replica.Replica;

/**
 * Database of a simulated peer. {@link LessonDatabase} and {@link NumberedDatabase} say which rows its application has.
 * Used by one thread at a time.
 */
@Experimental
public interface SimulatedDatabase extends AutoCloseable {

    /** Returns the replica of a process that starts now. */
    Replica replica();

    /** Returns the store's records by id. */
    SortedMap<String, SyncRecord> store();

    /** Returns the database max counters by partition and instance. */
    Map<String, Map<String, Long>> maxCounters();

    /** Returns the transfers for which records are queued or buffered. */
    Set<String> heldTransfers();

    /** Copies everything but the certificates, and returns an action that restores the copy. */
    Runnable backup();

    /** Sets the clock of replicas that are made later. */
    default void clock(Clock clock) {}

    /** Runs an action before each statement of the replica. If it throws, the statement is not run. */
    default void beforeStatements(Runnable action) {}

    @Override
    void close();
}
