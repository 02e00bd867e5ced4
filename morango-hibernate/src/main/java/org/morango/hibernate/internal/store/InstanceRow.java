package org.morango.hibernate.internal.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.JavaType;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** The instance of this database, with its counter: one row, id 1. */
@Entity(name = "MorangoInstanceRow")
@Table(name = "morango_instance")
public class InstanceRow {
    @Id
    @Column(name = "id", nullable = false)
    public int id;

    @JavaType(IdJavaType.class)
    @Column(name = "instance_id", length = IdJavaType.BYTES, nullable = false)
    public String instanceId = "";

    @Column(name = "database_id", length = 32, nullable = false)
    public String databaseId = "";

    /** The place of the database at its last start, as a hash; null before it is known. */
    @Column(name = "location", length = 32)
    public @Nullable String location;

    @Column(name = "counter", nullable = false)
    public long counter;

    /** The time when contents were last compared with a peer's; null if that was never due. */
    @JdbcTypeCode(SqlTypes.TIMESTAMP_UTC)
    @Column(name = "checked")
    public @Nullable Instant checked;

    /** The id through which contents were compared; empty to begin anew. */
    @Column(name = "checked_through", length = 32, nullable = false)
    public String checkedThrough = "";

    /** Number of times within a day that it became another instance because of peers' claims. */
    @Column(name = "renewals", nullable = false)
    public int renewals;

    /** The beginning of that day; null if there was none. */
    @JdbcTypeCode(SqlTypes.TIMESTAMP_UTC)
    @Column(name = "renewed")
    public @Nullable Instant renewed;
}
