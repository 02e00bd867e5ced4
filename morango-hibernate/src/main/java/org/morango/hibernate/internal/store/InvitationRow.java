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
import org.morango.invitation.Invitation;
import org.morango.invitation.InvitationTerms;
import org.morango.settings.PeerSettings;

/** An invitation that this peer has issued; see {@link Invitation}. */
@Entity(name = "MorangoInvitationRow")
@Table(
        name = "morango_invitation",
        indexes = {
            @Index(name = "morango_invitation_created", columnList = "created, id"),
            @Index(name = "morango_invitation_expires", columnList = "expires")
        })
public class InvitationRow implements SecretRow {
    @Id
    @Column(name = "id", length = 32, nullable = false)
    public String id = "";

    @Column(name = "root_id", length = 32, nullable = false)
    public String rootId = "";

    @Column(name = "issuer_id", length = 32, nullable = false)
    public String issuerId = "";

    @Column(name = "scope_definition", length = 100, nullable = false)
    public String scopeDefinition = "";

    /** A JSON object of texts. */
    @Column(name = "scope_params", length = Length.LONG32, nullable = false)
    public String scopeParams = "";

    /** Proves the code; with a cipher, it is encrypted. */
    @JavaType(SecretText.class)
    @Column(name = "verifier_key", length = Length.LONG32, nullable = false)
    public String verifierKey = "";

    @Column(name = "label", length = InvitationTerms.MAX_LABEL, nullable = false)
    public String label = "";

    @JdbcTypeCode(SqlTypes.TIMESTAMP_UTC)
    @Column(name = "created", nullable = false)
    public Instant created = Instant.EPOCH;

    @JdbcTypeCode(SqlTypes.TIMESTAMP_UTC)
    @Column(name = "expires", nullable = false)
    public Instant expires = Instant.EPOCH;

    @JdbcTypeCode(SqlTypes.TIMESTAMP_UTC)
    @Column(name = "used_at")
    public @Nullable Instant used;

    /** The certificate that was issued. */
    @Column(name = "used_by", length = 32)
    public @Nullable String usedBy;

    @Column(name = "used_by_name", length = PeerSettings.MAX_NAME, nullable = false)
    public String usedByName = "";

    @JdbcTypeCode(SqlTypes.TIMESTAMP_UTC)
    @Column(name = "revoked_at")
    public @Nullable Instant revoked;

    @Override
    public String id() {
        return id;
    }

    @Override
    public String secret() {
        return verifierKey;
    }

    @Override
    public void secret(String stored) {
        this.verifierKey = stored;
    }
}
