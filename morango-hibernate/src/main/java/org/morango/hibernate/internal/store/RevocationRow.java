package org.morango.hibernate.internal.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Index;
import jakarta.persistence.Table;
import org.hibernate.Length;

/** The statement that a certificate is no longer valid. */
@Entity(name = "MorangoRevocationRow")
@Table(
        name = "morango_revocation",
        indexes = {
            @Index(name = "morango_revocation_branch", columnList = "branch_id"),
            @Index(name = "morango_revocation_line", columnList = "line_id"),
            @Index(name = "morango_revocation_root", columnList = "root_id, certificate_id")
        })
public class RevocationRow {
    @Id
    @Column(name = "certificate_id", length = 32, nullable = false)
    public String certificateId = "";

    @Column(name = "root_id", length = 32, nullable = false)
    public String rootId = "";

    @Column(name = "issuer_id", length = 32, nullable = false)
    public String issuerId = "";

    /** The line of the revoked certificate. The whole line is revoked with it. */
    @Column(name = "line_id", length = 32, nullable = false)
    public String lineId = "";

    /** The line, signed by the root, to which the issuer belongs; the root if it is the issuer. */
    @Column(name = "branch_id", length = 32, nullable = false)
    public String branchId = "";

    @Column(name = "serialized", length = Length.LONG32, nullable = false)
    public String serialized = "";

    @Column(name = "signature", length = Length.LONG32, nullable = false)
    public String signature = "";
}
