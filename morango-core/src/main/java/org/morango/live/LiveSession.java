package org.morango.live;

import java.util.Optional;
import org.morango.certificate.Certificate;
import org.morango.client.HintListener;
import org.morango.client.HintSubscription;
import org.morango.client.SyncClient;
import org.morango.client.SyncClientSignals;
import org.morango.client.SyncConnection;
import org.morango.client.SyncResult;
import org.morango.record.Filter;
import org.morango.session.SyncSession;
import org.morango.session.TransferSession;

/** An open session with a server, in which the parts of a target are synced. Used by the syncing thread. */
final class LiveSession {
    private final SyncTarget target;
    private final SyncConnection connection;
    private final SyncClient client;

    LiveSession(SyncTarget target, SyncConnection connection, SyncClient client, LiveStatus status) {
        this.target = target;
        this.connection = connection;
        this.client = client;
        SyncClientSignals signals = client.signals();
        signals.pulling().onInProgress(event -> status.progress(event.progress()));
        signals.pushing().onInProgress(event -> status.progress(event.progress()));
        // Transfers that were cut off and are finished now count as well.
        signals.dequeuing().onCompleted(event -> status.count(event.transfer()));
        target.signals().accept(signals);
    }

    /** Finishes what was cut off, if anything was. */
    void resume() {
        client.resume();
    }

    SyncSession session() {
        return client.session();
    }

    /** Returns whether the session was opened under another certificate. */
    boolean isUnderAnother(Certificate current) {
        return !client.session().clientCertificateId().equals(current.id());
    }

    private Optional<Filter> filter() {
        return target.filter();
    }

    /** Brings both sides up to date. */
    SyncResult all() {
        if (target.pulls() && target.pushes()) {
            return filter().map(f -> client.sync(f, f)).orElseGet(client::sync);
        }
        return target.pulls() ? pull() : push();
    }

    /** Brings a part of it up to date. */
    SyncResult part(Filter part) {
        return new SyncResult(target.pulls() ? Optional.of(client.pull(part)) : Optional.empty(), Optional.empty());
    }

    SyncResult pull() {
        TransferSession pulled = filter().map(client::pull).orElseGet(client::pull);
        return new SyncResult(Optional.of(pulled), Optional.empty());
    }

    private SyncResult push() {
        TransferSession pushed = filter().map(client::push).orElseGet(client::push);
        return new SyncResult(Optional.empty(), Optional.of(pushed));
    }

    /** Pushes if there is anything to push, which costs no request to find out. */
    SyncResult pushIfAhead() {
        boolean isAhead = target.pushes() && filter().map(client::isAhead).orElseGet(client::isAhead);
        return isAhead ? push() : SyncResult.NONE;
    }

    boolean canListen() {
        return target.pulls() && client.canListen();
    }

    HintSubscription listen(HintListener listener) {
        return filter().map(f -> client.listen(f, listener)).orElseGet(() -> client.listen(listener));
    }

    /** Ends what runs now, soon; called by another thread. */
    void cancel() {
        client.cancel();
    }

    /** Ends the session on both sides. */
    void close() {
        try {
            client.close();
        } finally {
            connection.close();
        }
    }

    /** Ends the connection. The session stays as it is, because the server cannot be told. */
    void drop() {
        connection.close();
    }
}
