package org.morango.hibernate.internal.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
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

    /** When contents were last compared with a peer's; null if that was never due. */
    @JdbcTypeCode(SqlTypes.TIMESTAMP_UTC)
    @Column(name = "checked")
    public @Nullable Instant checked;

    /** The id through which contents were compared; empty to begin anew. */
    @Column(name = "checked_through", length = 32, nullable = false)
    public String checkedThrough = "";

    /** How often it became another instance because of what others said, within a day. */
    @Column(name = "renewals", nullable = false)
    public int renewals;

    /** When that day began; null if it never did. */
    @JdbcTypeCode(SqlTypes.TIMESTAMP_UTC)
    @Column(name = "renewed")
    public @Nullable Instant renewed;
}
