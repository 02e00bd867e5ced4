package org.morango.hibernate.internal.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Index;
import jakarta.persistence.Table;
import org.hibernate.Length;
import org.hibernate.annotations.JavaType;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/**
 * A pending record and its reason (the dirty bit of Python Morango). It has its own table, because most records are
 * never pending, and an index over the whole store would cost each of them a write.
 */
@Entity(name = "MorangoPendingRow")
@Table(
        name = "morango_pending",
        indexes = {@Index(name = "morango_pending_model", columnList = "profile, model_name, id")})
public class PendingRow {
    @Id
    @JavaType(IdJavaType.class)
    @Column(name = "id", length = IdJavaType.BYTES, nullable = false)
    public String id = "";

    @Column(name = "profile", length = 40, nullable = false)
    public String profile = "";

    @Column(name = "model_name", length = 100, nullable = false)
    public String modelName = "";

    /** Why the last attempt to write it failed; null if there was none yet. */
    @Column(name = "reason", length = Length.LONG32)
    public @Nullable String reason;

    /** Whether the row exists, but without references to records that were not there yet. */
    @Column(name = "unfinished", nullable = false)
    @JdbcTypeCode(SqlTypes.BOOLEAN)
    public boolean unfinished;

    /**
     * The filter of the transfer that has brought the record; null if it is not known. The record's deletion deletes
     * nothing outside it.
     */
    @Column(name = "reach", length = Length.LONG32)
    public @Nullable String reach;

    /** Sets the filter of the transfer that has brought the record. */
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
