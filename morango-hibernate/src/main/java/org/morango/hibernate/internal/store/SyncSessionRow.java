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
import org.morango.session.Capability;
import org.morango.session.SessionBinding;
import org.morango.session.SessionKey;
import org.morango.session.Side;
import org.morango.session.SyncSession;

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

    static SyncSessionRow of(SyncSession session, Secrets secrets) {
        SyncSessionRow row = new SyncSessionRow();
        row.id = session.id();
        row.started = session.started();
        row.lastActivity = session.lastActivity();
        row.active = session.active();
        row.server = session.isServer();
        row.profile = session.profile();
        row.clientCertificateId = session.clientCertificateId();
        row.serverCertificateId = session.serverCertificateId();
        row.connectionPath = session.connectionPath();
        row.clientIp = session.clientIp();
        row.serverIp = session.serverIp();
        row.clientInstance = session.clientInstance();
        row.serverInstance = session.serverInstance();
        SessionBinding binding = session.binding();
        if (binding != null) {
            row.key = secrets.hidden(binding.key().toText());
            row.capabilities = Capability.header(binding.capabilities());
        }
        return row;
    }

    SyncSession session(Secrets secrets) {
        return new SyncSession(
                id,
                started,
                lastActivity,
                active,
                server ? Side.SERVER : Side.CLIENT,
                profile,
                clientCertificateId,
                serverCertificateId,
                connectionPath,
                clientIp,
                serverIp,
                clientInstance,
                serverInstance,
                binding(secrets));
    }

    private @Nullable SessionBinding binding(Secrets secrets) {
        return key == null || capabilities == null
                ? null
                : new SessionBinding(SessionKey.parse(secrets.shown(key)), Capability.parseHeader(capabilities));
    }
}
