package org.morango;

import java.time.Duration;
import java.util.List;
import org.morango.client.SyncConnection;
import org.morango.internal.transfer.StaleSessions;
import org.morango.record.Filter;
import org.morango.replica.Instance;
import org.morango.replica.Replica;
import org.morango.server.MorangoEndpoints;
import org.morango.server.MorangoServer;
import org.morango.session.CleanUp;
import org.morango.session.SyncSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One peer: a database that can serve others and connect to them. The entry point of the library. Safe for use by many
 * threads.
 */
public class Peer {
    private static final Logger LOG = LoggerFactory.getLogger(Peer.class);
    private static final int SHOWN = 8;

    private final Replica replica;
    private final PeerSettings settings;
    private final Certificates certificates;

    protected Peer(Replica replica, PeerSettings settings) {
        this.replica = replica;
        this.settings = settings;
        this.certificates = new Certificates(replica, settings);
    }

    /** The peer whose database that is. */
    public static Peer on(Replica replica, PeerSettings settings) {
        return new Peer(replica, settings);
    }

    /** Who this peer is. */
    public Instance instance() {
        return replica.instance();
    }

    /**
     * To be called once after this peer's database was restored from an older copy, before it syncs: it becomes another
     * instance, so that it hands out no version twice, and fetches again what it has lost. A restored database that was not
     * told so notices it when it meets a peer that holds more of it; what it has sent to others until then may keep lost
     * changes from reaching them.
     */
    public void restored() {
        replica.renewRestored();
    }

    /**
     * To be called after a peer that lied was revoked, on each peer whose later changes do not reach others any more: somebody
     * has said of this instance's counters what never was, so that others take its changes for known. It becomes another
     * instance. The records of the filter that it has saved last are sent once more, and whatever it saves from now on is new
     * to everybody. Call it once this peer has synced since the revocation. Nothing is lost by calling it without need; it adds
     * an instance.
     *
     * @return how many records are sent once more
     */
    public long heal(Filter filter) {
        return replica.heal(filter);
    }

    public Certificates certificates() {
        return certificates;
    }

    /**
     * Serves other peers over plain HTTP until the server is closed.
     *
     * @param port 0 for any that is free
     * @throws MorangoException if the port is in use
     */
    public MorangoServer serve(int port) {
        MorangoServer server = MorangoServer.start(endpoints(), settings, port);
        announce(server.address());
        return server;
    }

    /**
     * Says in the log, in one line at INFO, which peer this is, with which profiles, and where others find it. {@link #serve}
     * and the servlet do so by themselves.
     *
     * @param address what follows "served at"
     */
    public void announce(String address) {
        LOG.info(
                "Morango peer {} with profiles {}, served at {}",
                replica.instance().id().substring(0, SHOWN),
                String.join(", ", replica.profiles()),
                address);
    }

    /** The protocol's endpoints, to be served by an HTTP server of the application's own. */
    public MorangoEndpoints endpoints() {
        return new MorangoEndpoints(replica, settings);
    }

    /**
     * Connects to another peer.
     *
     * @param url its base address, for example {@code http://city.example:8080/}
     * @throws org.morango.client.ConnectionException if nothing answers there, or what answers is no peer
     */
    public SyncConnection connect(String url) {
        return SyncConnection.to(url, replica, settings);
    }

    /** The sessions that this side has opened as a client and that are not closed, in the order of their ids. */
    public List<SyncSession> openSessions() {
        return replica
                .sessions()
                .staleSessions(settings.clock().instant().plus(Duration.ofDays(365)), "", Integer.MAX_VALUE)
                .stream()
                .filter(session -> !session.server())
                .toList();
    }

    /**
     * Gives up sessions that were never finished, and drops what they hold. What has been received whole is merged first, as
     * far as that succeeds; otherwise it is kept for the next time. This also happens by itself when sessions are opened,
     * after {@link PeerSettings.Builder#staleAfter}. Transfers that are running are spared. Closed sessions that are older
     * than they are kept are deleted: {@link PeerSettings.Builder#sessionsKeptFor}.
     */
    public CleanUp.Result cleanUp(CleanUp which) {
        return new StaleSessions(replica, settings).cleanUp(which);
    }

    protected Replica replica() {
        return replica;
    }

    protected PeerSettings settings() {
        return settings;
    }
}
