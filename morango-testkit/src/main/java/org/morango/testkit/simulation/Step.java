package org.morango.testkit.simulation;

import java.time.Duration;

/** One thing that happens in a simulation. Peers are named by their index. */
public sealed interface Step {

    /** An application that numbers its rows makes one; the numbers select what and where. */
    record Make(int peer, int kind, int place, int choice) implements Step {}

    /** An application that numbers its rows changes the token of one, if it has any that it may change. */
    record Change(int peer, int choice) implements Step {}

    /** An application that numbers its rows brings one to another place. */
    record Move(int peer, int choice, int place) implements Step {}

    /** An application that numbers its rows lets one refer to another. */
    record Refer(int peer, int choice, int parent) implements Step {}

    /** An application that numbers its rows unites those that wait as records of other peers. */
    record Unite(int peer) implements Step {}

    /** The application commits a change of a record. */
    record Edit(int peer, int partition, int record) implements Step {}

    /** The application deletes one of its records, if it has any. */
    record Delete(int peer, int choice, boolean hard) implements Step {}

    /**
     * A peer begins to sync with another. The following steps decide what else happens meanwhile.
     *
     * @param partitions selects some of the partitions by its bits; 0 selects all
     */
    record Sync(int client, int server, Direction direction, int partitions) implements Step {
        public Sync(int client, int server, Direction direction) {
            this(client, server, direction, 0);
        }
    }

    /** A peer resumes interrupted transfers. */
    record Resume(int client) implements Step {}

    /** All processes of a peer begin to keep in sync with its server, and those that are dead are started for that. */
    record Keep(int client) implements Step {}

    /** All processes of a peer stop keeping in sync. */
    record Stop(int client) implements Step {}

    /** One of the processes of a peer that keep in sync does nothing for a while, and then goes on. */
    record Freeze(int client, Duration duration) implements Step {}

    /** Everything that runs at the same time gets that many turns. */
    record Go(int turns) implements Step {}

    /** A fault happens at a peer, after that many more requests, operations or statements. */
    record Disturb(int peer, Fault fault, int after) implements Step {}

    /** All processes of a peer are killed. */
    record Kill(int peer) implements Step {}

    /** A peer's clock jumps. */
    record ClockJump(int peer, Duration by) implements Step {}

    /** A copy is made of a peer's database. */
    record Backup(int peer) implements Step {}

    /**
     * All processes of a peer are killed, its database is restored from the last copy, and
     * {@link org.morango.Peer#restored()} is called.
     */
    record Restore(int peer) implements Step {}

    /**
     * The liar tells a lie to a peer.
     *
     * @param asServer whether the liar is the server; otherwise the peer is
     * @param choice selects the form of the lie and its object
     */
    record Tell(Lie lie, int peer, boolean asServer, int choice) implements Step {}

    /** Direction of a sync. */
    enum Direction {
        PULL,
        PUSH,
        BOTH
    }
}
