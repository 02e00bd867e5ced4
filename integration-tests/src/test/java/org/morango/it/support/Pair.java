package org.morango.it.support;

import java.util.List;
import org.morango.Peer;
import org.morango.certificate.Certificate;
import org.morango.hibernate.Morango;
import org.morango.it.model.Course;
import org.morango.settings.PeerSettings;
import org.morango.testkit.InMemoryReplica;
import org.morango.testkit.PeersExtension;
import org.morango.testkit.TestPeers;

/** A client and a server under one root, on either kind of replica, with any settings. */
public interface Pair extends AutoCloseable {
    enum Storage {
        IN_MEMORY,
        H2;

        public Pair open() {
            return this == IN_MEMORY ? new InMemory() : new OnH2();
        }
    }

    /** Returns the peer with the client's certificate. Each call makes another process on the same database. */
    Peer client(PeerSettings settings);

    /** Returns the peer with the root certificate. */
    Peer server(PeerSettings settings);

    Certificate root();

    /** Returns the client's certificate, which has the root's scope. */
    Certificate mine();

    /** Writes a row in the client's application. */
    void write(String title);

    /** Writes a row in the server's application. */
    void offer(String title);

    /** Returns the titles that have arrived in the server's application. */
    List<String> arrived();

    @Override
    void close();

    final class InMemory implements Pair {
        private final InMemoryReplica here = Facility.clientReplica();
        private final InMemoryReplica there = Facility.rootReplica();

        @Override
        public Peer client(PeerSettings settings) {
            return Peer.on(here, settings);
        }

        @Override
        public Peer server(PeerSettings settings) {
            return Peer.on(there, settings);
        }

        @Override
        public Certificate root() {
            return Facility.ROOT;
        }

        @Override
        public Certificate mine() {
            return Facility.CLIENT;
        }

        @Override
        public void write(String title) {
            here.put("lesson", title, Facility.partition("lessons"), "{\"title\":\"" + title + "\"}");
        }

        @Override
        public void offer(String title) {
            there.put("lesson", title, Facility.partition("lessons"), "{\"title\":\"" + title + "\"}");
        }

        @Override
        public List<String> arrived() {
            return there.rows().values().stream()
                    .map(row -> Exchange.MAPPER.readTree(row).get("title").stringValue())
                    .sorted()
                    .toList();
        }

        @Override
        public void close() {}
    }

    /** Pair on H2. The databases are made anew for each test, so that tests do not affect each other. */
    final class OnH2 implements Pair {
        private final TestPeers peers =
                PeersExtension.builder().entities(Course.class).start();
        private final Certificate mine = peers.get(1).certificate();

        @Override
        public Peer client(PeerSettings settings) {
            return Morango.on(peers.get(1).entityManagerFactory(), settings);
        }

        @Override
        public Peer server(PeerSettings settings) {
            return Morango.on(peers.get(0).entityManagerFactory(), settings);
        }

        @Override
        public Certificate root() {
            return peers.get(0).certificate();
        }

        @Override
        public Certificate mine() {
            return mine;
        }

        @Override
        public void write(String title) {
            peers.get(1).inTransaction(entities -> entities.persist(new Course(peers.rootId(), title, "")));
        }

        @Override
        public void offer(String title) {
            peers.get(0).inTransaction(entities -> entities.persist(new Course(peers.rootId(), title, "")));
        }

        @Override
        public List<String> arrived() {
            return peers.get(0).findAll(Course.class).stream()
                    .map(Course::getTitle)
                    .sorted()
                    .toList();
        }

        @Override
        public void close() {
            peers.close();
        }
    }
}
