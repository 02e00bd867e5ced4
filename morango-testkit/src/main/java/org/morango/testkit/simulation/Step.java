package org.morango.testkit.simulation;

import java.time.Duration;

/** One thing that happens in a simulation. Peers are named by their index. */
public sealed interface Step {

    /** The application commits a change of a record. */
    record Edit(int peer, int partition, int record) implements Step {}

    /** The application deletes one of its records, if it has any. */
    record Delete(int peer, int choice, boolean hard) implements Step {}

    /** A peer begins to sync with another; what else happens meanwhile is up to the steps that follow. */
    record Sync(int client, int server, Direction direction) implements Step {}

    /** A peer takes up what was cut off. */
    record Resume(int client) implements Step {}

    /** What goes on at the same time gets that many turns. */
    record Go(int turns) implements Step {}

    /** Something goes wrong at a peer, after that many more requests, operations or statements. */
    record Disturb(int peer, Fault fault, int after) implements Step {}

    /** All processes of a peer are killed. */
    record Kill(int peer) implements Step {}

    /** A peer's clock jumps. */
    record ClockJump(int peer, Duration by) implements Step {}

    /** A copy is made of a peer's database. */
    record Backup(int peer) implements Step {}

    /**
     * All processes of a peer are killed, its database is as it was when last copied, and whoever has done that says so, by
     * {@link org.morango.Peer#restored()}.
     */
    record Restore(int peer) implements Step {}

    /**
     * The liar tells a peer something.
     *
     * @param asServer whether the peer is its client; otherwise its server
     * @param choice which of the forms of the lie, about what
     */
    record Tell(Lie lie, int peer, boolean asServer, int choice) implements Step {}

    /** What a sync does. */
    enum Direction {
        PULL,
        PUSH,
        BOTH
    }
}
