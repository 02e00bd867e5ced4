package org.morango.hibernate.internal.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.Length;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/**
 * Rows of one model that a transaction of the application has changed in the same way. The table is append-only: each
 * transaction writes its own rows, so that none waits for another.
 */
@Entity(name = "MorangoOutboxRow")
@Table(name = "morango_outbox")
public class OutboxRow {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    @Column(name = "id", nullable = false)
    public @Nullable Long id;

    @Column(name = "profile", length = 40, nullable = false)
    public String profile = "";

    @Column(name = "model_name", length = 100, nullable = false)
    public String modelName = "";

    /** The name of an {@link Outbox.Kind}. */
    @Column(name = "kind", length = 20, nullable = false)
    public String kind = "";

    /** When the transaction noted it; null if another program has, or if it was noted again. */
    @JdbcTypeCode(SqlTypes.TIMESTAMP_UTC)
    @Column(name = "noted_at")
    public @Nullable Instant notedAt;

    /** The changed rows as JSON, see {@link ChangedRow}. */
    @Column(name = "changed_rows", length = Length.LONG32, nullable = false)
    public String rows = "";
}
