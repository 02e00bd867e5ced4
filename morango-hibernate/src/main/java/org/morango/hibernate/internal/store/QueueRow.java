package org.morango.hibernate.internal.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import org.hibernate.Length;

/** A run of record ids that a transfer sends, in their order. */
@Entity(name = "MorangoQueueRow")
@IdClass(QueueRow.Key.class)
@Table(name = "morango_queue")
public class QueueRow {
    @Id
    @Column(name = "transfer_session_id", length = 32, nullable = false)
    public String transferId = "";

    @Id
    @Column(name = "start_offset", nullable = false)
    public long start;

    @Column(name = "size", nullable = false)
    public int size;

    @Column(name = "record_ids", length = Length.LONG32, nullable = false)
    public String recordIds = "";

    /** Key of the row. */
    public record Key(String transferId, long start) implements Serializable {}
}
