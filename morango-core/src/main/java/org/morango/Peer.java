package org.morango;

import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.morango.certificate.Certificate;
import org.morango.client.Connector;
import org.morango.client.SyncConnection;
import org.morango.common.MorangoException;
import org.morango.internal.transfer.StaleSessions;
import org.morango.internal.transfer.UnsentReport;
import org.morango.invitation.InvitationText;
import org.morango.live.ContinuousSync;
import org.morango.live.SyncPhase;
import org.morango.live.SyncTarget;
import org.morango.record.Filter;
import org.morango.replica.Instance;
import org.morango.replica.Replica;
import org.morango.server.MorangoEndpoints;
import org.morango.server.MorangoServer;
import org.morango.session.CleanUp;
import org.morango.session.SyncSession;
import org.morango.settings.PeerSettings;
import org.morango.unsent.Unsent;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A peer: a database that can serve others and connect to them. The entry point of the library. Thread-safe. */
public class Peer {
    private static final Logger LOG = LoggerFactory.getLogger(Peer.class);
    private static final int SHOWN = 8;

    private final Replica replica;
    private final PeerSettings settings;
    private final Certificates certificates;
    private final Invitations invitations;
    private final Connector connector;
    /** The endpoints of this process, as long as somebody uses them. */
    private final Set<MorangoEndpoints> endpoints =
            Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));

    private final Set<ContinuousSync> syncs = ConcurrentHashMap.newKeySet();

    protected Peer(Replica replica, PeerSettings settings) {
        this.replica = replica;
        this.settings = settings;
        this.certificates = new Certificates(replica, settings);
        this.invitations = new Invitations(replica, settings);
        this.connector = new Connector(replica, settings);
    }

    /** Returns the peer of a database. */
    public static Peer on(Replica replica, PeerSettings settings) {
        return new Peer(replica, settings);
    }

    /** Returns the identity of this peer. */
    public Instance instance() {
        return replica.instance();
    }

    /**
     * Declares that this peer's database was restored from an older copy. Call it once after that, before it syncs. The
     * database becomes another instance, so that it issues no version twice, and fetches again what it has lost.
     * Without this call, a restored database notices it when it meets a peer that holds more of it. Changes that it has
     * sent to others until then may keep lost changes from reaching them.
     */
    public void restored() {
        replica.renewRestored();
    }

    /**
     * Makes later changes of this peer reach all peers again, after another peer has lied about this instance's
     * counters and was revoked. Because of the lie, other peers take changes of this peer for known. The database
     * becomes another instance. The records of the filter that it has saved last are sent once more, and everything
     * that it saves from now on is new to all peers. Call it on each affected peer, once the peer has synced since the
     * revocation. An unnecessary call loses nothing; it adds an instance.
     *
     * @return how many records are sent once more
     */
    public long heal(Filter filter) {
        return replica.heal(filter);
    }

    /** Returns the certificates and scope definitions of this peer. */
    public Certificates certificates() {
        return certificates;
    }

    /** Returns the invitations that this peer issues. */
    public Invitations invitations() {
        return invitations;
    }

    /** As {@link #join(InvitationText, String)}, with the name of the settings. */
    public Certificate join(InvitationText invitation) {
        return join(invitation, settings.name());
    }

    /**
     * Gets a certificate from another peer by an invitation. The private key is made here and stays in this database.
     * If the answer is lost, or this process ends, call it again: the invitation is good for the same key until it
     * expires. If this database has got a valid certificate by it already, that one is returned, and nobody is asked.
     *
     * <p>Connects to the host that the invitation names, so an application that others tell to join should ask for a
     * right to do so. Addresses that lead to no peer, such as those of a cloud's metadata, are refused, and errors
     * contain no text of the other side.
     *
     * @param deviceName the name that people have given to this device, for the other side; at most {@value
     *     PeerSettings#MAX_NAME} characters, in one line; empty for none
     * @return the certificate, verified and stored together with its chain and private key
     * @throws org.morango.client.JoinException if it cannot be had; says why
     */
    public Certificate join(InvitationText invitation, String deviceName) {
        return connector.join(invitation, deviceName);
    }

    /**
     * Serves other peers over plain HTTP until the server is closed.
     *
     * @param port 0 for any free port
     * @throws MorangoException if the port is in use
     */
    public MorangoServer serve(int port) {
        MorangoServer server = MorangoServer.start(endpoints(), settings, port);
        announce(server.address());
        return server;
    }

    /**
     * Logs one line at INFO that says which peer this is, which profiles it has, and where it is served. {@link #serve}
     * and the servlet call this automatically.
     *
     * @param address the text after "served at"
     */
    public void announce(String address) {
        LOG.info(
                "Morango peer {} with profiles {}, served at {}",
                replica.instance().id().substring(0, SHOWN),
                String.join(", ", replica.profiles()),
                address);
    }

    /** Returns the protocol's endpoints, to be served by an HTTP server of the application. */
    public MorangoEndpoints endpoints() {
        MorangoEndpoints made = new MorangoEndpoints(replica, settings);
        endpoints.add(made);
        return made;
    }

    /**
     * Returns the ids of the certificates under which others keep in sync with this peer now: their sessions listen for
     * hints at endpoints of this object.
     */
    public Set<String> listening() {
        synchronized (endpoints) {
            return endpoints.stream()
                    .flatMap(served -> served.listening().stream())
                    .collect(Collectors.toUnmodifiableSet());
        }
    }

    /**
     * Connects to another peer.
     *
     * @param url its base address, for example {@code http://city.example:8080/}
     * @throws org.morango.client.ConnectionException if nothing answers there, or the host is not a peer
     */
    public SyncConnection connect(String url) {
        return connector.connect(url);
    }

    /**
     * Asks what answers at an address to prove that it is a peer with a valid certificate under a root. See
     * {@link Connector#askForProof}.
     */
    public Certificate askForProof(String url, String rootId) {
        return connector.askForProof(url, rootId);
    }

    /**
     * Keeps in sync with another peer, until the result is closed. See {@link ContinuousSync}.
     *
     * @param url its base address, for example {@code http://city.example:8080/}; need not be reachable now
     * @throws org.morango.client.ConnectionException if it is not an address
     */
    public ContinuousSync keepInSync(String url) {
        return keepInSync(SyncTarget.of(url));
    }

    /** As {@link #keepInSync(String)}, with a peer that is described further. */
    public ContinuousSync keepInSync(SyncTarget target) {
        ContinuousSync sync = ContinuousSync.start(target, replica, settings);
        forgetClosed();
        syncs.add(sync);
        return sync;
    }

    /** Returns what {@link #keepInSync} of this object has begun and has not ended. */
    public List<ContinuousSync> syncs() {
        forgetClosed();
        return List.copyOf(syncs);
    }

    private void forgetClosed() {
        syncs.removeIf(sync -> sync.state().phase() == SyncPhase.CLOSED);
    }

    /**
     * Returns the sessions that this side has opened as a client and that are not closed, in the order of their ids.
     */
    public List<SyncSession> openSessions() {
        return replica.sessions().openSessions("", Integer.MAX_VALUE).stream()
                .filter(session -> !session.isServer())
                .toList();
    }

    /**
     * Reports what this peer has not sent yet, by model and by peer. Changes nothing and asks no peer: it goes by what
     * each has stated and received in transfers. If nothing is unsent, it reads what is known of at most
     * {@link Unsent#MOST_PEERS} peers and this database's counters, and no records. Otherwise it reads the noted
     * changes, and the versions of the records that were saved since each peer had everything, by an index and in
     * pages. Before this peer has met any other, it counts all records.
     */
    public Unsent unsent() {
        return new UnsentReport(replica.certificates(), replica.sessions(), replica::unsent).make(replica.profiles());
    }

    /**
     * Abandons sessions that were never finished, and drops their data. Completely received data is merged first, as
     * far as that succeeds; otherwise it is stored for the next attempt. This also happens automatically when sessions
     * are opened, after {@link org.morango.settings.SessionSettings.Builder#staleAfter}. Running transfers are not affected. Closed sessions
     * are deleted after {@link org.morango.settings.SessionSettings.Builder#keptFor}.
     */
    public CleanUp.Result cleanUp(CleanUp which) {
        return new StaleSessions(replica, settings).cleanUp(which);
    }

    /** Returns the port to the database, for what is built on a peer. An application has no need of it. */
    public Replica replica() {
        return replica;
    }

    /** Returns the settings, for what is built on a peer. */
    public PeerSettings settings() {
        return settings;
    }
}
