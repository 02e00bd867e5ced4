package org.morango.hibernate;

/** The application goes on working while the library does. */
abstract class ConcurrencyContract extends PeerContract {
    ConcurrencyContract(ReplicaContract.Peers peers) {
        super(peers);
    }
}
