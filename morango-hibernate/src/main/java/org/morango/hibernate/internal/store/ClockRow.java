package org.morango.hibernate.internal.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** The latest time that the database has seen: one row, id 1. */
@Entity(name = "MorangoClockRow")
@Table(name = "morango_clock")
public class ClockRow {
    @Id
    @Column(name = "id", nullable = false)
    public int id;

    /** The time in seconds since 1970. */
    @Column(name = "latest", nullable = false)
    public long latest;
}
