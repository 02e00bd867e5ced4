package org.morango.hibernate.internal.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.Length;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;
import org.morango.record.Filter;

/** A certificate that is being left with its rows and records. It is there until nothing is left to remove. */
@Entity(name = "MorangoLeavingRow")
@Table(name = "morango_leaving")
public class LeavingRow {
    @Id
    @Column(name = "certificate_id", length = 32, nullable = false)
    public String certificateId = "";

    @Column(name = "profile", length = 40, nullable = false)
    public String profile = "";

    @Column(name = "left_filter", length = Length.LONG32, nullable = false)
    public String left = "";

    /** What the other certificates cover; null if there are none. */
    @Column(name = "kept_filter", length = Length.LONG32)
    public @Nullable String kept;

    /** Whether the counters of what is left are forgotten. */
    @JdbcTypeCode(SqlTypes.BOOLEAN)
    @Column(name = "forgotten", nullable = false)
    public boolean forgotten;

    /** The last record that was looked at; empty before the first. */
    @Column(name = "last_record", length = 32, nullable = false)
    public String lastRecord = "";

    public LeftPartitions partitions() {
        return new LeftPartitions(Filter.parse(left), kept == null ? null : Filter.parse(kept));
    }
}
