package org.morango.hibernate.internal.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;

/** For one partition prefix, the highest counter of an instance that this database is known to hold. */
@Entity(name = "MorangoMaxCounterRow")
@IdClass(MaxCounterRow.Key.class)
@Table(name = "morango_database_max_counter")
public class MaxCounterRow {
    @Id
    @Column(name = "record_partition", length = 1000, nullable = false)
    public String partition = "";

    @Id
    @Column(name = "instance_id", length = 32, nullable = false)
    public String instance = "";

    @Column(name = "counter", nullable = false)
    public long counter;

    /** The row's key. */
    public record Key(String partition, String instance) implements Serializable {}
}
