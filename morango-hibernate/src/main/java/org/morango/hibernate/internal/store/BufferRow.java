package org.morango.hibernate.internal.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import org.hibernate.Length;

/** A run of records that a transfer has received, as gzipped JSON. A chunk may take several. */
@Entity(name = "MorangoBufferRow")
@IdClass(BufferRow.Key.class)
@Table(name = "morango_buffer")
public class BufferRow {
    @Id
    @Column(name = "transfer_session_id", length = 32, nullable = false)
    public String transferId = "";

    @Id
    @Column(name = "first_record", length = 32, nullable = false)
    public String firstRecord = "";

    @Id
    @Column(name = "part", nullable = false)
    public int part;

    @Column(name = "size", nullable = false)
    public int size;

    @Column(name = "content", length = Length.LONG32, nullable = false)
    public byte[] content = {};

    /** The row's key. */
    public record Key(String transferId, String firstRecord, int part) implements Serializable {}
}
