package org.morango.hibernate.internal.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;
import org.morango.replica.SyncLog;

/** The last sync with a peer, and the node that syncs with it now; see {@link SyncLog.Entry}. */
@Entity(name = "MorangoSyncLogRow")
@Table(name = "morango_sync_log")
public class SyncLogRow {
    @Id
    @Column(name = "peer", length = SyncLog.MAX_PEER, nullable = false)
    public String peer = "";

    /** Raised by each lease. If two nodes have read the same row, only one of them gets the lease. */
    @Column(name = "runs", nullable = false)
    public long runs;

    @JdbcTypeCode(SqlTypes.TIMESTAMP_UTC)
    @Column(name = "last_started")
    public @Nullable Instant lastStarted;

    @JdbcTypeCode(SqlTypes.TIMESTAMP_UTC)
    @Column(name = "last_finished")
    public @Nullable Instant lastFinished;

    @JdbcTypeCode(SqlTypes.TIMESTAMP_UTC)
    @Column(name = "last_succeeded")
    public @Nullable Instant lastSucceeded;

    @Column(name = "succeeded", nullable = false)
    public boolean succeeded;

    @Column(name = "failures", nullable = false)
    public int failures;

    @Column(name = "error", length = SyncLog.MAX_ERROR)
    public @Nullable String error;

    @Column(name = "renewal_error", length = SyncLog.MAX_ERROR)
    public @Nullable String renewalError;

    @Column(name = "records_received", nullable = false)
    public long received;

    @Column(name = "records_sent", nullable = false)
    public long sent;

    @Column(name = "session_id", length = 32)
    public @Nullable String sessionId;

    @Column(name = "lease_owner", length = 32)
    public @Nullable String leaseOwner;

    @JdbcTypeCode(SqlTypes.TIMESTAMP_UTC)
    @Column(name = "lease_until")
    public @Nullable Instant leaseUntil;

    SyncLog.Entry entry() {
        return new SyncLog.Entry(
                peer,
                runs,
                lastStarted,
                lastFinished,
                lastSucceeded,
                succeeded,
                failures,
                error,
                renewalError,
                received,
                sent,
                sessionId,
                leaseOwner,
                leaseUntil);
    }
}
