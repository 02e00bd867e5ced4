package org.morango.live;

import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.morango.certificate.Certificate;
import org.morango.client.OutdatedPeerException;
import org.morango.client.RemoteException;
import org.morango.client.SyncConnection;
import org.morango.client.SyncProgress;
import org.morango.client.SyncResult;
import org.morango.common.MorangoException;
import org.morango.internal.trust.OwnCertificates;
import org.morango.replica.Replica;
import org.morango.session.Side;
import org.morango.settings.PeerSettings;

/** Opens the sessions of a peer that keeps in sync, in its turn and under its certificate. Used by the syncing thread. */
final class Connector implements AutoCloseable {
    private static final int UPGRADE_REQUIRED = 426;

    /** Repetitions of a request: the whole is tried again anyway. */
    private static final int RETRIES = 1;

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(20);

    private final SyncTarget target;
    private final Replica replica;
    private final PeerSettings settings;
    private final Networks networks;

    Connector(SyncTarget target, Replica replica, PeerSettings settings) {
        this.target = target;
        this.replica = replica;
        this.settings = impatient(settings);
        this.networks = new Networks(settings.clock());
    }

    /** Returns settings by which a request fails soon, because being back at once matters more than one request. */
    private static PeerSettings impatient(PeerSettings settings) {
        return settings.toBuilder()
                .client(client -> client.retries(Math.min(RETRIES, settings.client().retries()))
                        .connectTimeout(shorter(CONNECT_TIMEOUT, settings.client().connectTimeout()))
                        .requestTimeout(shorter(REQUEST_TIMEOUT, settings.client().requestTimeout())))
                .build();
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    LiveSession open(Consumer<SyncProgress> progress) {
        SyncConnection connection = SyncConnection.to(target.url(), replica, settings);
        try {
            return new LiveSession(target, connection, connection.openSession(certificate()), progress);
        } catch (RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private Certificate certificate() {
        OwnCertificates own = new OwnCertificates(replica.certificates(), settings);
        String id = target.certificate().orElse(null);
        return id == null ? own.required() : own.current(id).orElseThrow(() -> missing(id));
    }

    private MorangoException missing(String id) {
        return new MorangoException("This database has no valid certificate " + id + " to sync with " + target
                + "; request one, or name another.");
    }

    /** Returns whether another certificate is to be used by now. */
    boolean isOutdated(LiveSession session) {
        return session.isUnderAnother(certificate());
    }

    /** Returns whether the machine has joined or left a network since the last call. */
    boolean hasMoved() {
        return networks.haveChanged();
    }

    static SyncPhase phaseOf(RuntimeException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof OutdatedPeerException outdated) {
                return outdated.outdated() == Side.SERVER
                        ? SyncPhase.UPDATE_NEEDED_THERE
                        : SyncPhase.UPDATE_NEEDED_HERE;
            }
            if (cause instanceof RemoteException remote && remote.status() == UPGRADE_REQUIRED) {
                return SyncPhase.UPDATE_NEEDED_HERE;
            }
        }
        return SyncPhase.REFUSED;
    }

    boolean isOurTurn() {
        return true;
    }

    void release() {}

    void succeeded(SyncResult result) {}

    void failed(@Nullable RuntimeException failure) {}

    @Override
    public void close() {
        release();
    }
}
