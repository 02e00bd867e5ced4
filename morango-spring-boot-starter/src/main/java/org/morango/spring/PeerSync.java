package org.morango.spring;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.morango.certificate.Certificate;
import org.morango.client.SyncClient;
import org.morango.client.SyncConnection;
import org.morango.client.SyncResult;
import org.morango.common.MorangoException;
import org.morango.hibernate.Morango;
import org.morango.internal.renewal.PeerCertificate;
import org.morango.record.Filter;
import org.morango.replica.SyncLog;
import org.morango.session.CleanUp;
import org.morango.session.TransferSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One sync with a peer: resumes a session that was cut off before, then pulls and pushes. */
final class PeerSync {
    private static final Logger LOG = LoggerFactory.getLogger(PeerSync.class);

    private final Morango morango;
    private final MorangoProperties.Peer peer;
    private final SyncLog log;
    private final SyncLog.Lease lease;
    private final MorangoEvents events;
    private final PeerCertificate certificate;
    private long received;
    private long sent;

    PeerSync(
            Morango morango,
            MorangoProperties.Peer peer,
            SyncLog log,
            SyncLog.Lease lease,
            MorangoEvents events,
            PeerCertificate certificate) {
        this.morango = morango;
        this.peer = peer;
        this.log = log;
        this.lease = lease;
        this.events = events;
        this.certificate = certificate;
    }

    long received() {
        return received;
    }

    long sent() {
        return sent;
    }

    void run() {
        Certificate mine = certificate.current();
        try (SyncConnection connection = morango.connect(peer.url())) {
            if (lease.cutOff() != null) {
                resume(connection, lease.cutOff());
            }
            try (SyncClient client = connection.openSession(certificate.renewed(mine, connection, log, lease))) {
                log.opened(lease, client.session().id());
                events.connect(peer.label(), client);
                sync(client, filter());
            }
        }
    }

    private void sync(SyncClient client, @Nullable Filter filter) {
        if (peer.direction().pulls() && peer.direction().pushes()) {
            SyncResult result = filter == null ? client.sync() : client.sync(filter, filter);
            received += result.received();
            sent += result.sent();
        } else if (peer.direction().pulls()) {
            count(filter == null ? client.pull() : client.pull(filter));
        } else {
            count(filter == null ? client.push() : client.push(filter));
        }
    }

    /** Resumes a session. Abandons it if it cannot be resumed any more; the new session transfers what is missing. */
    private void resume(SyncConnection connection, String session) {
        try (SyncClient client = connection.resumeSession(session)) {
            events.connect(peer.label(), client);
            client.resume().forEach(this::count);
        } catch (MorangoException e) {
            if (SyncConnection.isPassing(e)) {
                throw e;
            }
            LOG.info("Session {} with {} is abandoned: {}", session, peer.label(), e.getMessage());
            morango.cleanUp(CleanUp.unusedFor(Duration.ZERO).ids(Set.of(session)));
        }
    }

    private void count(TransferSession transfer) {
        if (transfer.isPush()) {
            sent += transfer.recordsTransferred();
        } else {
            received += transfer.recordsTransferred();
        }
    }

    private @Nullable Filter filter() {
        return peer.filter().isEmpty() ? null : Filter.parse(String.join("\n", peer.filter()));
    }
}
