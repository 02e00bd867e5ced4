package org.morango.hibernate.internal.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Index;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;
import org.hibernate.Length;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** A run of ids of one model's records that a transfer has changed here. */
@Entity(name = "MorangoTouchedRow")
@IdClass(TouchedRow.Key.class)
@Table(
        name = "morango_touched",
        indexes = @Index(name = "morango_touched_transfer", columnList = "transfer_session_id"))
public class TouchedRow {
    @Id
    @Column(name = "transfer_session_id", length = 32, nullable = false)
    public String transferId = "";

    @Id
    @Column(name = "model_name", length = 100, nullable = false)
    public String modelName = "";

    /** The first of the ids. A transfer receives each record once. */
    @Id
    @Column(name = "first_record", length = 32, nullable = false)
    public String firstRecord = "";

    @JdbcTypeCode(SqlTypes.TIMESTAMP_UTC)
    @Column(name = "noted_at", nullable = false)
    public Instant notedAt = Instant.EPOCH;

    @Column(name = "record_ids", length = Length.LONG32, nullable = false)
    public String recordIds = "";

    /** Key of the row. */
    public record Key(String transferId, String modelName, String firstRecord) implements Serializable {}
}
