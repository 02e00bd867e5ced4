package org.morango.hibernate.internal.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A lock on a part of the partitions, held by locking its row. */
@Entity(name = "MorangoLockRow")
@Table(name = "morango_lock")
public class LockRow {
    @Id
    @Column(name = "id", nullable = false)
    public int id;

    @Column(name = "taken", nullable = false)
    public long taken;
}
