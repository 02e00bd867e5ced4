package org.morango.hibernate.internal.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.ColumnDefault;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** A row that the application deleted and that is not serialized yet. */
@Entity(name = "MorangoTombstoneRow")
@Table(name = "morango_deleted")
public class TombstoneRow {
    @Id
    @Column(name = "id", length = 32, nullable = false)
    public String id = "";

    @Column(name = "profile", length = 40, nullable = false)
    public String profile = "";

    @Column(name = "model_name", length = 100, nullable = false)
    public String modelName = "";

    @ColumnDefault("false")
    @JdbcTypeCode(SqlTypes.BOOLEAN)
    @Column(name = "hard", nullable = false)
    public boolean hard;
}
