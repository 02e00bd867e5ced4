package org.morango.testkit.simulation;

import java.util.List;

/** What the applications of the peers do, and what has to hold of their rows. */
abstract class Applications {

    /** Performs a step of an application; returns false if it is none. */
    abstract boolean perform(Step step);

    /** Checks what holds at any moment. */
    abstract void check();

    abstract void backedUp(SimulatedPeer peer);

    abstract void restored(SimulatedPeer peer);

    /** Does what only people can do; returns whether they have changed anything. */
    abstract boolean decide();

    /** Returns the partitions whose records honest peers alone have written. */
    abstract List<String> partitions();

    /** Describes the row of a record as it is at all peers; empty if that need not be the same. */
    abstract String row(SimulatedPeer peer, String recordId);

    /** Checks what holds after all peers have synced with each other. */
    abstract void checkRest();

    /**
     * Changes what can be changed. Returns a check that the changes have arrived everywhere, for when all peers have
     * synced with each other again.
     */
    abstract Runnable changeAll();

    /** Returns whether such changes make the records again that restored peers have lost. */
    abstract boolean remakesLost();

    /** Returns the rows of a peer, as text. */
    abstract String rows(SimulatedPeer peer);
}
