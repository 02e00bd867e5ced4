package org.morango.hibernate.internal.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** A nonce that was given out and not used yet. */
@Entity(name = "MorangoNonceRow")
@Table(name = "morango_nonce")
public class NonceRow {
    @Id
    @Column(name = "id", length = 32, nullable = false)
    public String id = "";

    @JdbcTypeCode(SqlTypes.TIMESTAMP_UTC)
    @Column(name = "created", nullable = false)
    public Instant created = Instant.EPOCH;

    @Column(name = "ip", length = 100, nullable = false)
    public String ip = "";
}
