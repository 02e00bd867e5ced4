package org.morango.hibernate.internal.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.Length;
import org.hibernate.annotations.JavaType;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** An invitation by which this database asks for a certificate, or has got one. */
@Entity(name = "MorangoJoiningRow")
@Table(name = "morango_joining")
public class JoiningRow implements SecretRow {
    /** The invitation's id. */
    @Id
    @Column(name = "id", length = 32, nullable = false)
    public String id = "";

    @JdbcTypeCode(SqlTypes.TIMESTAMP_UTC)
    @Column(name = "begun", nullable = false)
    public Instant begun = Instant.EPOCH;

    /** The key for which the certificate is asked; null once it is there. */
    @JavaType(SecretText.class)
    @Column(name = "private_key", length = Length.LONG32)
    public @Nullable String privateKey;

    @Column(name = "certificate_id", length = 32)
    public @Nullable String certificateId;

    @Override
    public String id() {
        return id;
    }

    @Override
    public @Nullable String secret() {
        return privateKey;
    }

    @Override
    public void secret(String stored) {
        this.privateKey = stored;
    }
}
