package org.morango.hibernate.internal.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Index;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.Length;
import org.hibernate.annotations.JavaType;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** A sync session. */
@Entity(name = "MorangoSyncSessionRow")
@Table(
        name = "morango_sync_session",
        indexes = @Index(name = "morango_sync_session_used", columnList = "active, last_activity"))
public class SyncSessionRow {
    @Id
    @Column(name = "id", length = 32, nullable = false)
    public String id = "";

    @JdbcTypeCode(SqlTypes.TIMESTAMP_UTC)
    @Column(name = "started", nullable = false)
    public Instant started = Instant.EPOCH;

    @JdbcTypeCode(SqlTypes.TIMESTAMP_UTC)
    @Column(name = "last_activity", nullable = false)
    public Instant lastActivity = Instant.EPOCH;

    @JdbcTypeCode(SqlTypes.BOOLEAN)
    @Column(name = "active", nullable = false)
    public boolean active;

    @JdbcTypeCode(SqlTypes.BOOLEAN)
    @Column(name = "is_server", nullable = false)
    public boolean server;

    @Column(name = "profile", length = 40, nullable = false)
    public String profile = "";

    @Column(name = "client_certificate_id", length = 32, nullable = false)
    public String clientCertificateId = "";

    @Column(name = "server_certificate_id", length = 32, nullable = false)
    public String serverCertificateId = "";

    @Column(name = "connection_path", length = Length.LONG32, nullable = false)
    public String connectionPath = "";

    @Column(name = "client_ip", length = Length.LONG32, nullable = false)
    public String clientIp = "";

    @Column(name = "server_ip", length = Length.LONG32, nullable = false)
    public String serverIp = "";

    @Column(name = "client_instance", length = Length.LONG32, nullable = false)
    public String clientInstance = "";

    @Column(name = "server_instance", length = Length.LONG32, nullable = false)
    public String serverInstance = "";

    @JavaType(SecretText.class)
    @Column(name = "session_key", length = 500)
    public @Nullable String key;

    @Column(name = "capabilities", length = 1000)
    public @Nullable String capabilities;

    /** Written only by statements, so that saving a session never resets it. */
    @Column(name = "request_highest", insertable = false, updatable = false)
    public @Nullable Long requestHighest;

    @Column(name = "request_seen", insertable = false, updatable = false)
    public @Nullable Long requestSeen;
}
