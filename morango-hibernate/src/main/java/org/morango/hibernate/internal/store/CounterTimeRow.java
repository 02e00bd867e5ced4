package org.morango.hibernate.internal.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** When the oldest of the changes was made that were serialized under a counter of this database. */
@Entity(name = "MorangoCounterTimeRow")
@Table(name = "morango_counter_time")
public class CounterTimeRow {
    @Id
    @Column(name = "counter", nullable = false)
    public long counter;

    @JdbcTypeCode(SqlTypes.TIMESTAMP_UTC)
    @Column(name = "changed_at", nullable = false)
    public Instant changedAt = Instant.EPOCH;
}
