package org.morango.testkit;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.morango.hibernate.Morango;

/** The peers of one test. The first peer has the root certificate and signs the other peers' certificates. */
public final class TestPeers implements Iterable<TestPeer>, AutoCloseable {
    private final PeerGroup group;
    private final Runnable release;
    private final List<TestPeer> peers = new ArrayList<>();

    TestPeers(PeerGroup group, List<TestDatabase> databases, List<Morango> morangos, Runnable release) {
        this.group = group;
        this.release = release;
        for (int i = 0; i < morangos.size(); i++) {
            peers.add(new TestPeer(this, i, databases.get(i).factory(), morangos.get(i)));
        }
    }

    /** Returns one of the peers, counted from 0. */
    public TestPeer get(int index) {
        return peers.get(index);
    }

    /** Returns the number of peers. */
    public int size() {
        return peers.size();
    }

    /** Returns all peers, in order. */
    public List<TestPeer> all() {
        return List.copyOf(peers);
    }

    /** Returns the id of the root certificate. Only records whose partition begins with it can be exchanged. */
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

    /**
     * Closes the peers' sessions and servers. The extension does so after each test. Peers of {@link
     * PeersExtension.Builder#start()} also lose their databases.
     */
    @Override
    public void close() {
        // A session that is closed still sends a request to its server.
        peers.forEach(TestPeer::closeSessions);
        peers.forEach(TestPeer::closeServer);
        release.run();
    }
}
