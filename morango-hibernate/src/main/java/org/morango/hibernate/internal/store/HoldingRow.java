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
import org.morango.settings.PeerSettings;

/** What a peer has of a filter, as it has stated and transfers have proved. */
@Entity(name = "MorangoHoldingRow")
@Table(name = "morango_holding", indexes = @Index(name = "morango_holding_learned", columnList = "learned"))
public class HoldingRow {
    /** The longest address that is stored; a longer one is cut. */
    static final int ADDRESS = 500;

    @Id
    @JavaType(IdJavaType.class)
    @Column(name = "id", length = IdJavaType.BYTES, nullable = false)
    public String id = "";

    @Column(name = "profile", length = 40, nullable = false)
    public String profile = "";

    @Column(name = "own_certificate_id", length = 32, nullable = false)
    public String ownCertificateId = "";

    @Column(name = "peer_certificate_id", length = 32, nullable = false)
    public String peerCertificateId = "";

    /** The instance that the peer says it is; empty if it says none. */
    @Column(name = "instance_id", length = 32, nullable = false)
    public String instance = "";

    /** The name that people have given to the peer; empty for none. */
    @Column(name = "device", length = PeerSettings.MAX_NAME, nullable = false)
    public String device = "";

    @Column(name = "address", length = ADDRESS, nullable = false)
    public String address = "";

    /** Whether the peer was the client. */
    @JdbcTypeCode(SqlTypes.BOOLEAN)
    @Column(name = "is_client", nullable = false)
    public boolean client;

    @Column(name = "filter", length = Length.LONG32, nullable = false)
    public String filter = "";

    /** The counters, as the text of an FSIC. */
    @Column(name = "counters", length = Length.LONG32, nullable = false)
    public String counters = "";

    @JdbcTypeCode(SqlTypes.TIMESTAMP_UTC)
    @Column(name = "learned", nullable = false)
    public Instant learned = Instant.EPOCH;
}
