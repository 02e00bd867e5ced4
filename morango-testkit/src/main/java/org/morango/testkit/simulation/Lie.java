package org.morango.testkit.simulation;

import java.util.Arrays;
import java.util.List;

/** Attack that a lying peer may try. The liar has a certificate of narrow scope, and knows the id of every record. */
public enum Lie {
    /** The liar behaves like any other peer. */
    NONE(Way.RECORDS),
    /** Sends a record with the id of a record outside its scope, of a model that no peer has. */
    ANOTHER_MODEL(Way.RECORDS),
    /** Sends a record with the id of a record outside its scope, in a partition inside. */
    ANOTHER_PARTITION(Way.RECORDS),
    /** Sends a record with the id of a record outside its scope, with another source id and partition. */
    ANOTHER_SOURCE(Way.RECORDS),
    /** Sends a record of another profile. */
    ANOTHER_PROFILE(Way.RECORDS),
    /** Sends changes, deletions and hard deletions of records outside its scope. */
    OUTSIDE(Way.RECORDS),
    /** Opens a transfer of all partitions. */
    WIDER_FILTER(Way.RECORDS),
    /** Sends its own version of records inside its scope. */
    INSIDE(Way.RECORDS),
    /** Claims to hold all that any peer will ever save, in partitions outside the filter. */
    COUNTERS_BEYOND_FILTER(Way.COUNTERS),
    /** Claims to hold all that other peers will ever save. */
    COUNTERS_OF_OTHERS(Way.COUNTERS),
    /** Claims to hold more of the peer than the peer has ever saved. */
    COUNTERS_OF_PEER(Way.COUNTERS),
    /** Claims to hold what many instances have saved that do not exist. */
    INVENTED_INSTANCES(Way.COUNTERS),
    /** Sends records whose histories contain all that any peer will ever save. */
    HIGH_HISTORY(Way.RECORDS),
    /** Sends records whose histories contain many instances that do not exist. */
    LONG_HISTORY(Way.RECORDS),
    /** Sends records with versions of other instances, which were saved already or not yet. */
    FORGED_VERSION(Way.RECORDS),
    /** Sends the version of a record that others have, with another content. */
    TWO_CONTENTS(Way.RECORDS),
    /** Sends a record with many conflicting contents. */
    MANY_CONFLICTS(Way.RECORDS),
    /** Sends texts with the character NUL. */
    NUL(Way.RECORDS),
    /** Sends contents that are not rows, or that name another partition than their record. */
    ODD_CONTENT(Way.RECORDS),
    /** Claims to be the same instance as its peer. */
    SAME_INSTANCE(Way.RECORDS),
    /** Presents certificates that it has made itself: wider than its own, of others, or with forged parameters. */
    FORGED_CERTIFICATE(Way.CERTIFICATE),
    /** Revokes the certificates of others. */
    REVOCATION(Way.REVOCATION),
    /** Repeats requests of others, in another order or with changes. */
    STOLEN_REQUEST(Way.WIRE),
    /** Between two peers, removes capabilities that both have. */
    STRIPPED(Way.BETWEEN),
    /** Between two peers, changes requests and answers. */
    FORGED_ON_THE_WAY(Way.BETWEEN);

    private final Way way;

    /** Channel of a lie. */
    enum Way {
        /** Records in a session. */
        RECORDS,
        /** Counters in a session. */
        COUNTERS,
        /** Another certificate when a session is opened. */
        CERTIFICATE,
        /** Revocations in a session. */
        REVOCATION,
        /** Requests outside the sessions of the liar. */
        WIRE,
        /** Traffic between two other peers, whose syncs may fail. */
        BETWEEN
    }

    Lie(Way way) {
        this.way = way;
    }

    Way way() {
        return way;
    }

    /** Returns the lies of a simulation. If nothing may fail, leaves out those that make syncs of other peers fail. */
    static List<Lie> told(boolean rough) {
        return Arrays.stream(values())
                .filter(lie -> rough || lie.way != Way.BETWEEN)
                .toList();
    }
}
