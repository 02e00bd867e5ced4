package org.morango.spring.internal;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** The last sync with a peer, and the node that syncs with it now. */
@Entity(name = "MorangoScheduledSyncRow")
@Table(name = "morango_scheduled_sync")
public class ScheduledSyncRow {
    public static final int MAX_NAME = 200;
    public static final int MAX_ERROR = 1_000;

    @Id
    @Column(name = "name", length = MAX_NAME, nullable = false)
    public String name = "";

    /** Raised by each run. If two nodes have read the same row, only one of them begins. */
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

    /** Whether the last run succeeded; false while it runs. */
    @Column(name = "succeeded", nullable = false)
    public boolean succeeded;

    @Column(name = "failures", nullable = false)
    public int failures;

    @Column(name = "error", length = MAX_ERROR)
    public @Nullable String error;

    /** Why the last renewal of the certificate failed; null if it succeeded, or is not due. */
    @Column(name = "renewal_error", length = MAX_ERROR)
    public @Nullable String renewalError;

    @Column(name = "records_received", nullable = false)
    public long received;

    @Column(name = "records_sent", nullable = false)
    public long sent;

    /** The session of the last run, if it was cut off. */
    @Column(name = "session_id", length = 32)
    public @Nullable String sessionId;

    /** The run that holds the lease. */
    @Column(name = "lease_owner", length = 32)
    public @Nullable String leaseOwner;

    @JdbcTypeCode(SqlTypes.TIMESTAMP_UTC)
    @Column(name = "lease_until")
    public @Nullable Instant leaseUntil;
}
