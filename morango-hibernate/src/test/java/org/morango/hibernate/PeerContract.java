package org.morango.hibernate;

import org.junit.jupiter.api.BeforeEach;

/** Tests with two peers, emptied before each of them. */
abstract class PeerContract {
    static final String ADA = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
    static final String BEA = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";

    final TestPeer here;
    final TestPeer there;

    PeerContract(ReplicaContract.Peers peers) {
        this.here = peers.here();
        this.there = peers.there();
    }

    @BeforeEach
    void clear() {
        here.clear();
        there.clear();
    }
}
