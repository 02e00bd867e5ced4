package org.morango.testkit;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.morango.hibernate.Morango;

/** The peers of one test. The first holds the root certificate, and signs those of the others. */
public final class TestPeers implements Iterable<TestPeer> {
    private final PeerGroup group;
    private final List<TestPeer> peers = new ArrayList<>();

    TestPeers(PeerGroup group, List<TestDatabase> databases, List<Morango> morangos) {
        this.group = group;
        for (int i = 0; i < morangos.size(); i++) {
            peers.add(new TestPeer(this, i, databases.get(i).factory(), morangos.get(i)));
        }
    }

    /** One of the peers, counted from 0. */
    public TestPeer get(int index) {
        return peers.get(index);
    }

    public int size() {
        return peers.size();
    }

    /** All of them, in their order. */
    public List<TestPeer> all() {
        return List.copyOf(peers);
    }

    /** The id of the root certificate. Only records whose partition begins with it can be exchanged. */
    public String rootId() {
        return group.rootId();
    }

    @Override
    public Iterator<TestPeer> iterator() {
        return all().iterator();
    }

    PeerGroup group() {
        return group;
    }

    /** Sessions first, as closing one still asks its server. */
    void close() {
        peers.forEach(TestPeer::closeSessions);
        peers.forEach(TestPeer::closeServer);
    }
}
