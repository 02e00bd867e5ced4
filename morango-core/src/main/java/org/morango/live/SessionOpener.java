package org.morango.live;

import java.time.Duration;
import java.time.Instant;
import org.morango.certificate.Certificate;
import org.morango.client.Connector;
import org.morango.client.JoinException;
import org.morango.client.JoinFailure;
import org.morango.client.Joining;
import org.morango.client.OutdatedPeerException;
import org.morango.client.RemoteException;
import org.morango.client.SyncConnection;
import org.morango.internal.renewal.PeerCertificate;
import org.morango.invitation.InvitationText;
import org.morango.replica.Replica;
import org.morango.session.Side;
import org.morango.settings.PeerSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the sessions of a peer that keeps in sync, in its turn and under its certificate. Used by the syncing thread. */
final class SessionOpener {
    private static final Logger LOG = LoggerFactory.getLogger(SessionOpener.class);
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int UPGRADE_REQUIRED = 426;

    /** Repetitions of a request: the whole is tried again anyway. */
    private static final int RETRIES = 1;

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(20);

    private final SyncTarget target;
    private final Replica replica;
    private final PeerSettings settings;
    private final Connector connector;
    private final Networks networks;
    private final Turn turn;
    private final PeerCertificate certificate;

    SessionOpener(SyncTarget target, Replica replica, PeerSettings settings) {
        this.target = target;
        this.replica = replica;
        this.settings = impatient(settings);
        this.connector = new Connector(replica, this.settings);
        this.networks = new Networks(settings.clock());
        this.turn = new Turn(target.name(), replica.syncLog(), settings);
        this.certificate = new PeerCertificate(
                target.name(),
                target.certificate().orElse(null),
                replica.certificates(),
                settings,
                settings.live().renewAt());
    }

    /** Returns settings by which a request fails soon, because being back at once matters more than one request. */
    private static PeerSettings impatient(PeerSettings settings) {
        return settings.toBuilder()
                .client(client -> client.retries(
                                Math.min(RETRIES, settings.client().retries()))
                        .connectTimeout(
                                shorter(CONNECT_TIMEOUT, settings.client().connectTimeout()))
                        .requestTimeout(
                                shorter(REQUEST_TIMEOUT, settings.client().requestTimeout())))
                .build();
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    LiveSession open(LiveStatus status) {
        boolean joins = target.joining().isPresent() && certificate.isMissing();
        if (target.invitation().isPresent() && certificate.isMissing()) {
            join(target.invitation().get());
        } else if (!joins) {
            certificate.current();
        }
        SyncConnection connection = connector.connect(target.url());
        try {
            if (joins) {
                join(connection, target.joining().get());
            }
            Certificate mine = certificate.current();
            Certificate current = turn.lease()
                    .map(lease -> certificate.renewed(mine, connection, replica.syncLog(), lease))
                    .orElse(mine);
            LiveSession session = new LiveSession(target, connection, connection.openSession(current), status);
            turn.opened(session.session().id());
            return session;
        } catch (RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private void join(InvitationText invitation) {
        try {
            joined(connector.join(invitation, settings.name()));
        } catch (JoinException e) {
            throw e.failure() == JoinFailure.UNREACHABLE ? e : new JoinRefusedException(e);
        }
    }

    private void join(SyncConnection connection, Joining joining) {
        try {
            joined(connection.join(joining));
        } catch (RemoteException e) {
            boolean isFinal = e.status() == UNAUTHORIZED || e.status() == FORBIDDEN;
            throw isFinal ? new JoinRefusedException(e) : e;
        }
    }

    private void joined(Certificate mine) {
        LOG.info(
                "{} has issued certificate {} of scope {} with {}",
                target,
                mine.id(),
                mine.scopeDefinitionId(),
                mine.params());
    }

    /** Returns whether another certificate is to be used by now, or one is to be renewed. */
    boolean isOutdated(LiveSession session) {
        Instant due = certificate.life().renewalDue();
        return session.isUnderAnother(certificate.current())
                || (due != null && !due.isAfter(settings.clock().instant()));
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

    Turn turn() {
        return turn;
    }
}
