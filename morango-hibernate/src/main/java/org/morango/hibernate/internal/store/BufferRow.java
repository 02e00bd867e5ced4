package org.morango.hibernate.internal.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Index;
import jakarta.persistence.Table;
import java.io.Serializable;
import org.hibernate.Length;

/** A run of records of one model that a transfer has received, as gzipped JSON. A chunk may take several. */
@Entity(name = "MorangoBufferRow")
@IdClass(BufferRow.Key.class)
@Table(
        name = "morango_buffer",
        // The index has all columns that counting a transfer's records needs, so that no content is read for it.
        indexes = {@Index(name = "morango_buffer_chunk", columnList = "transfer_session_id, first_record, size")})
public class BufferRow {
    @Id
    @Column(name = "transfer_session_id", length = 32, nullable = false)
    public String transferId = "";

    /** The model's position among those of the profile: each after those it refers to. */
    @Id
    @Column(name = "model_rank", nullable = false)
    public int rank;

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

    /** Key of the row. */
    public record Key(String transferId, int rank, String firstRecord, int part) implements Serializable {}
}
