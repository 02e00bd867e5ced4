package org.morango.hibernate.internal.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Index;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.Length;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;
import org.morango.counter.FsicJson;
import org.morango.record.Filter;
import org.morango.session.Direction;
import org.morango.session.StageStatus;
import org.morango.session.TransferSession;
import org.morango.session.TransferStage;

/** A transfer session. */
@Entity(name = "MorangoTransferSessionRow")
@Table(
        name = "morango_transfer_session",
        indexes = {
            @Index(name = "morango_transfer_sync_session", columnList = "sync_session_id"),
            @Index(name = "morango_transfer_active", columnList = "active, id")
        })
public class TransferSessionRow {
    @Id
    @Column(name = "id", length = 32, nullable = false)
    public String id = "";

    @Column(name = "sync_session_id", length = 32, nullable = false)
    public String syncSessionId = "";

    @Column(name = "filter", length = Length.LONG32, nullable = false)
    public String filter = "";

    @JdbcTypeCode(SqlTypes.BOOLEAN)
    @Column(name = "push", nullable = false)
    public boolean push;

    @JdbcTypeCode(SqlTypes.BOOLEAN)
    @Column(name = "active", nullable = false)
    public boolean active;

    @JdbcTypeCode(SqlTypes.TIMESTAMP_UTC)
    @Column(name = "started", nullable = false)
    public Instant started = Instant.EPOCH;

    @JdbcTypeCode(SqlTypes.TIMESTAMP_UTC)
    @Column(name = "last_activity", nullable = false)
    public Instant lastActivity = Instant.EPOCH;

    @Column(name = "records_transferred", nullable = false)
    public long recordsTransferred;

    @Column(name = "records_total")
    public @Nullable Long recordsTotal;

    @Column(name = "bytes_sent", nullable = false)
    public long bytesSent;

    @Column(name = "bytes_received", nullable = false)
    public long bytesReceived;

    @Column(name = "client_fsic", length = Length.LONG32, nullable = false)
    public String clientFsic = "";

    @Column(name = "server_fsic", length = Length.LONG32, nullable = false)
    public String serverFsic = "";

    @Column(name = "stage", length = 20, nullable = false)
    public String stage = "";

    @Column(name = "status", length = 20, nullable = false)
    public String status = "";

    @Column(name = "error", length = Length.LONG32)
    public @Nullable String error;

    /** A text that only the owner of the transfer knows; null if no process runs it. */
    @Column(name = "owner", length = 32)
    public @Nullable String owner;

    /** The process of the owner. */
    @Column(name = "owner_process", length = 100)
    public @Nullable String ownerProcess;

    /** The time after which the transfer may be taken from its owner. */
    @JdbcTypeCode(SqlTypes.TIMESTAMP_UTC)
    @Column(name = "owned_until")
    public @Nullable Instant ownedUntil;

    static TransferSessionRow of(TransferSession transfer) {
        TransferSessionRow row = new TransferSessionRow();
        row.id = transfer.id();
        row.syncSessionId = transfer.syncSessionId();
        row.filter = transfer.filter().toString();
        row.push = transfer.isPush();
        row.active = transfer.active();
        row.started = transfer.started();
        row.lastActivity = transfer.lastActivity();
        row.recordsTransferred = transfer.recordsTransferred();
        row.recordsTotal = transfer.recordsTotal();
        row.bytesSent = transfer.bytesSent();
        row.bytesReceived = transfer.bytesReceived();
        row.clientFsic = FsicJson.render(transfer.clientFsic());
        row.serverFsic = FsicJson.render(transfer.serverFsic());
        row.stage = transfer.stage().name();
        row.status = transfer.status().name();
        row.error = transfer.error();
        return row;
    }

    TransferSession transfer() {
        return new TransferSession(
                id,
                syncSessionId,
                Filter.parse(filter),
                push ? Direction.PUSH : Direction.PULL,
                active,
                started,
                lastActivity,
                recordsTransferred,
                recordsTotal,
                bytesSent,
                bytesReceived,
                FsicJson.parse(clientFsic),
                FsicJson.parse(serverFsic),
                TransferStage.valueOf(stage),
                StageStatus.valueOf(status),
                error);
    }
}
