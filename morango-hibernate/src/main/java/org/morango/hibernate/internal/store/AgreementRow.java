package org.morango.hibernate.internal.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import org.hibernate.annotations.JavaType;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** What this database and a peer held of a filter when a transfer in one direction found nothing to send. */
@Entity(name = "MorangoAgreementRow")
@IdClass(AgreementRow.Key.class)
@Table(name = "morango_agreement")
public class AgreementRow {
    /** Stands for the other side's certificate and instance. */
    @Id
    @JavaType(IdJavaType.class)
    @Column(name = "peer_id", length = IdJavaType.BYTES, nullable = false)
    public String peer = "";

    @Id
    @Column(name = "push", nullable = false)
    public boolean push;

    /** Stands for the filter, which may be longer than a key in some databases. */
    @Id
    @JavaType(IdJavaType.class)
    @Column(name = "filter_hash", length = IdJavaType.BYTES, nullable = false)
    public String filterHash = "";

    @JavaType(IdJavaType.class)
    @Column(name = "own_digest", length = IdJavaType.BYTES, nullable = false)
    public String own = "";

    @JavaType(IdJavaType.class)
    @Column(name = "other_digest", length = IdJavaType.BYTES, nullable = false)
    public String other = "";

    @JdbcTypeCode(SqlTypes.TIMESTAMP_UTC)
    @Column(name = "agreed_at", nullable = false)
    public Instant agreed = Instant.EPOCH;

    /** Key of the row. */
    public record Key(String peer, boolean push, String filterHash) implements Serializable {}
}
