package org.morango.hibernate.internal.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;

/** Who this database is: one row, id 1, with the counter of its instance. */
@Entity(name = "MorangoInstanceRow")
@Table(name = "morango_instance")
public class InstanceRow {
    @Id
    @Column(name = "id", nullable = false)
    public int id;

    @Column(name = "instance_id", length = 32, nullable = false)
    public String instanceId = "";

    @Column(name = "database_id", length = 32, nullable = false)
    public String databaseId = "";

    /** Where the database was when it was last started, as a hash; null before that is known. */
    @Column(name = "location", length = 32)
    public @Nullable String location;

    @Column(name = "counter", nullable = false)
    public long counter;
}
