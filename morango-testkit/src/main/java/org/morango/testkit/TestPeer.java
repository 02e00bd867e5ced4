package org.morango.testkit;

import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.hibernate.SessionFactory;
import org.jspecify.annotations.Nullable;
import org.morango.certificate.Certificate;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.client.SyncResult;
import org.morango.hibernate.Morango;
import org.morango.record.Filter;
import org.morango.server.MorangoServer;
import org.morango.session.TransferSession;

/** One peer of a test, on an in-memory database of its own. Closed when the test ends. */
public final class TestPeer {
    private final TestPeers peers;
    private final int index;
    private final EntityManagerFactory entityManagerFactory;
    private final Morango morango;
    private final Deque<AutoCloseable> sessions = new ArrayDeque<>();
    private @Nullable MorangoServer server;
    private @Nullable Certificate certificate;

    TestPeer(TestPeers peers, int index, EntityManagerFactory entityManagerFactory, Morango morango) {
        this.peers = peers;
        this.index = index;
        this.entityManagerFactory = entityManagerFactory;
        this.morango = morango;
    }

    /** Returns the peer itself. */
    public Morango morango() {
        return morango;
    }

    /** Returns the entity manager factory of its database. */
    public EntityManagerFactory entityManagerFactory() {
        return entityManagerFactory;
    }

    /** Returns the address at which this peer answers over HTTP. The first call starts its server, on a free port. */
    public synchronized String url() {
        MorangoServer started = server;
        if (started == null) {
            started = morango.serve(0);
            server = started;
        }
        return "http://localhost:" + started.port() + "/";
    }

    /** Runs a transaction of the application. */
    public void inTransaction(Consumer<EntityManager> work) {
        entityManagerFactory.unwrap(SessionFactory.class).inTransaction(work::accept);
    }

    /** Runs a transaction of the application and returns its result. */
    public <T> T fromTransaction(Function<EntityManager, T> work) {
        return entityManagerFactory.unwrap(SessionFactory.class).fromTransaction(work::apply);
    }

    /** Returns the entity with that id as it is in the database now, detached. */
    public <T> Optional<T> find(Class<T> type, Object id) {
        return fromTransaction(entities -> Optional.ofNullable(entities.find(type, id)));
    }

    /** Returns all entities of a type as they are in the database now, detached. */
    public <T> List<T> findAll(Class<T> type) {
        String name = entityManagerFactory.getMetamodel().entity(type).getName();
        return fromTransaction(entities ->
                entities.createQuery("select e from " + name + " e", type).getResultList());
    }

    /**
     * Returns the certificate with which this peer syncs. The first peer has the root certificate. Another peer
     * requests one of the main scope from the first peer over HTTP when it needs it.
     */
    public synchronized Certificate certificate() {
        Certificate own = certificate != null ? certificate : peers.group().certificate(index);
        if (own == null) {
            own = request(peers.group().setup().mainScope().id(), Map.of());
            peers.group().keep(index, morango, own);
        }
        certificate = own;
        return own;
    }

    /**
     * Requests a certificate of another scope from the first peer. This peer syncs with it from now on.
     *
     * @param params the scope's parameters; the root's id may be left out
     */
    public synchronized Certificate joinAs(String scopeDefinitionId, Map<String, String> params) {
        Certificate own = request(scopeDefinitionId, params);
        certificate = own;
        return own;
    }

    private Certificate request(String scopeDefinitionId, Map<String, String> params) {
        Map<String, String> all = new TreeMap<>(params);
        all.putIfAbsent(peers.group().setup().mainScope().primaryScopeParamKey(), peers.rootId());
        try (SyncConnection connection = morango.connect(peers.get(0).url())) {
            return connection.requestCertificate(
                    peers.rootId(),
                    scopeDefinitionId,
                    all,
                    PeerGroup.USER,
                    peers.group().password());
        }
    }

    /** Opens a session with another peer. The session is closed after the test at the latest. */
    public SyncClient openSession(TestPeer other) {
        // A server needs a certificate as well.
        other.certificate();
        SyncConnection connection = morango.connect(other.url());
        synchronized (this) {
            sessions.push(connection);
        }
        SyncClient client = connection.openSession(certificate());
        synchronized (this) {
            sessions.push(client);
        }
        return client;
    }

    /** Pulls from another peer all that this peer's certificate allows, then pushes. */
    public SyncResult syncWith(TestPeer other) {
        return inSession(other, SyncClient::sync);
    }

    /** Pulls from another peer all that this peer's certificate allows. */
    public TransferSession pull(TestPeer other) {
        return inSession(other, SyncClient::pull);
    }

    /** Pulls these partitions from another peer. */
    public TransferSession pull(TestPeer other, Filter filter) {
        return inSession(other, client -> client.pull(filter));
    }

    /** Pushes to another peer all that this peer's certificate allows. */
    public TransferSession push(TestPeer other) {
        return inSession(other, SyncClient::push);
    }

    /** Pushes these partitions to another peer. */
    public TransferSession push(TestPeer other, Filter filter) {
        return inSession(other, client -> client.push(filter));
    }

    private <T> T inSession(TestPeer other, Function<SyncClient, T> work) {
        other.certificate();
        try (SyncConnection connection = morango.connect(other.url());
                SyncClient client = connection.openSession(certificate())) {
            return work.apply(client);
        }
    }

    /** Returns the profile of the entities. */
    String profile() {
        return peers.group().setup().mainScope().profile();
    }

    synchronized void closeSessions() {
        while (!sessions.isEmpty()) {
            AutoCloseable next = sessions.pop();
            if (next instanceof SyncClient client) {
                client.close();
            } else if (next instanceof SyncConnection connection) {
                connection.close();
            }
        }
    }

    synchronized void closeServer() {
        if (server != null) {
            server.close();
            server = null;
        }
    }

    /** Returns the peer's position in the test, for example {@code peer 0}. */
    @Override
    public String toString() {
        return "peer " + index;
    }
}
