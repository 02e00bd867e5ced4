package org.morango.testkit.simulation;

import java.util.Arrays;
import java.util.List;

/** What a peer that lies may try. It has a certificate of narrow scope, and knows the id of every record. */
public enum Lie {
    /** It does what any peer would do. */
    NONE(Way.RECORDS),
    /** A record under the id of one outside its scope, of a model that nobody has. */
    ANOTHER_MODEL(Way.RECORDS),
    /** A record under the id of one outside its scope, of a partition inside. */
    ANOTHER_PARTITION(Way.RECORDS),
    /** A record under the id of one outside its scope, with another source id and partition. */
    ANOTHER_SOURCE(Way.RECORDS),
    /** A record of another profile. */
    ANOTHER_PROFILE(Way.RECORDS),
    /** Changes, deletions and hard deletions of records outside its scope. */
    OUTSIDE(Way.RECORDS),
    /** A transfer of all partitions. */
    WIDER_FILTER(Way.RECORDS),
    /** Its own version of records inside its scope. */
    INSIDE(Way.RECORDS),
    /** It holds all that anybody will ever save, in partitions outside the filter. */
    COUNTERS_BEYOND_FILTER(Way.COUNTERS),
    /** It holds all that other peers will ever save. */
    COUNTERS_OF_OTHERS(Way.COUNTERS),
    /** It holds more of the peer than that has ever saved. */
    COUNTERS_OF_PEER(Way.COUNTERS),
    /** It holds what many instances have saved that do not exist. */
    INVENTED_INSTANCES(Way.COUNTERS),
    /** Its records have seen all that anybody will ever save. */
    HIGH_HISTORY(Way.RECORDS),
    /** Its records have seen many instances that do not exist. */
    LONG_HISTORY(Way.RECORDS),
    /** Others have saved its records, now or in the future. */
    FORGED_VERSION(Way.RECORDS),
    /** The version of a record that others have, with another content. */
    TWO_CONTENTS(Way.RECORDS),
    /** Many contents that have lost in conflicts. */
    MANY_CONFLICTS(Way.RECORDS),
    /** Texts with the character NUL. */
    NUL(Way.RECORDS),
    /** Contents that are no rows, or name another partition than their record. */
    ODD_CONTENT(Way.RECORDS),
    /** It is the peer that it talks to. */
    SAME_INSTANCE(Way.RECORDS),
    /** It shows certificates that it has made itself: wider than its own, of others, with forged parameters. */
    FORGED_CERTIFICATE(Way.CERTIFICATE),
    /** It revokes the certificates of others. */
    REVOCATION(Way.REVOCATION),
    /** It makes requests again that others have made, in another order, or with something else in them. */
    STOLEN_REQUEST(Way.WIRE),
    /** Between two peers, it takes away what both can do. */
    STRIPPED(Way.BETWEEN),
    /** Between two peers, it changes requests and answers. */
    FORGED_ON_THE_WAY(Way.BETWEEN);

    private final Way way;

    /** How a lie is told. */
    enum Way {
        /** Records in a session. */
        RECORDS,
        /** What it says it holds, in a session. */
        COUNTERS,
        /** Another certificate when a session is opened. */
        CERTIFICATE,
        /** Revocations in a session. */
        REVOCATION,
        /** Requests outside of its sessions. */
        WIRE,
        /** It sits between two others, whose syncs may fail. */
        BETWEEN
    }

    Lie(Way way) {
        this.way = way;
    }

    Way way() {
        return way;
    }

    /** Those that are told. Where nothing may go wrong, those are left out that make syncs of others fail. */
    static List<Lie> told(boolean rough) {
        return Arrays.stream(values())
                .filter(lie -> rough || lie.way != Way.BETWEEN)
                .toList();
    }
}
