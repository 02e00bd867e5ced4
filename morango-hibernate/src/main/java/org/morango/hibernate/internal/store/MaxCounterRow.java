package org.morango.hibernate.internal.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import org.hibernate.annotations.JavaType;

/**
 * For one partition prefix and one instance, the highest counter that this database is known to hold, or that one peer
 * says it has sent.
 */
@Entity(name = "MorangoMaxCounterRow")
@IdClass(MaxCounterRow.Key.class)
@Table(name = "morango_database_max_counter")
public class MaxCounterRow {
    /** Stands for the partition, which may be longer than a key in some databases. */
    @Id
    @JavaType(IdJavaType.class)
    @Column(name = "partition_hash", length = IdJavaType.BYTES, nullable = false)
    public String partitionHash = "";

    @Id
    @JavaType(IdJavaType.class)
    @Column(name = "instance_id", length = IdJavaType.BYTES, nullable = false)
    public String instance = "";

    /** Stands for the peer that says so, and is believed only in transfers with that peer; empty for known counters. */
    @Id
    @Column(name = "told_by", length = 32, nullable = false)
    public String toldBy = "";

    @Column(name = "record_partition", length = 1000, nullable = false)
    public String partition = "";

    @Column(name = "counter", nullable = false)
    public long counter;

    /** Key of the row. */
    public record Key(String partitionHash, String instance, String toldBy) implements Serializable {}
}
