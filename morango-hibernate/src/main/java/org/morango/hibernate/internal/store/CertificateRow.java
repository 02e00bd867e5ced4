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

/** A certificate, with its private key if this database is its owner. */
@Entity(name = "MorangoCertificateRow")
@Table(
        name = "morango_certificate",
        indexes = {@Index(name = "morango_certificate_root", columnList = "root_id")})
public class CertificateRow implements SecretRow {
    @Id
    @Column(name = "id", length = 32, nullable = false)
    public String id = "";

    @Column(name = "parent_id", length = 32)
    public @Nullable String parentId;

    @Column(name = "root_id", length = 32, nullable = false)
    public String rootId = "";

    @Column(name = "profile", length = 40, nullable = false)
    public String profile = "";

    @Column(name = "scope_definition", length = 100, nullable = false)
    public String scopeDefinition = "";

    @Column(name = "scope_version", nullable = false)
    public int scopeVersion;

    @Column(name = "scope_params", length = Length.LONG32, nullable = false)
    public String scopeParams = "";

    @Column(name = "public_key", length = Length.LONG32, nullable = false)
    public String publicKey = "";

    @Column(name = "serialized", length = Length.LONG32, nullable = false)
    public String serialized = "";

    @Column(name = "signature", length = Length.LONG32, nullable = false)
    public String signature = "";

    @Column(name = "salt", length = 100, nullable = false)
    public String salt = "";

    @JavaType(SecretText.class)
    @Column(name = "private_key", length = Length.LONG32)
    public @Nullable String privateKey;

    @JdbcTypeCode(SqlTypes.TIMESTAMP_UTC)
    @Column(name = "bound_at")
    public @Nullable Instant boundAt;

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
