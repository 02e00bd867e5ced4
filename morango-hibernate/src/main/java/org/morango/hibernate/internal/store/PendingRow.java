package org.morango.hibernate.internal.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Index;
import jakarta.persistence.Table;
import org.hibernate.Length;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/**
 * A record of the store that is not in the application's table yet (the original's dirty bit), and why. A table of its
 * own, as most records never wait, and an index over all of the store would cost each of them a write.
 */
@Entity(name = "MorangoPendingRow")
@Table(
        name = "morango_pending",
        indexes = {@Index(name = "morango_pending_model", columnList = "profile, model_name, id")})
public class PendingRow {
    @Id
    @Column(name = "id", length = 32, nullable = false)
    public String id = "";

    @Column(name = "profile", length = 40, nullable = false)
    public String profile = "";

    @Column(name = "model_name", length = 100, nullable = false)
    public String modelName = "";

    /** What went wrong when it was tried; null if it was not tried yet. */
    @Column(name = "reason", length = Length.LONG32)
    public @Nullable String reason;

    /** Whether the row is there, but without references to records that were not there yet. */
    @Column(name = "unfinished", nullable = false)
    @JdbcTypeCode(SqlTypes.BOOLEAN)
    public boolean unfinished;

    /**
     * The filter of the transfer that has brought the record, beyond which its deletion takes nothing with it; null if that is
     * not known.
     */
    @Column(name = "reach", length = Length.LONG32)
    public @Nullable String reach;

    /** This one, of a record that came with a transfer of this filter. */
    public PendingRow withReach(@Nullable String filter) {
        reach = filter;
        return this;
    }

    public static PendingRow of(StoreRow row, @Nullable String reason) {
        return of(row, reason, false);
    }

    public static PendingRow of(StoreRow row, @Nullable String reason, boolean unfinished) {
        PendingRow pending = new PendingRow();
        pending.id = row.id;
        pending.profile = row.profile;
        pending.modelName = row.modelName;
        pending.reason = reason;
        pending.unfinished = unfinished;
        return pending;
    }
}
