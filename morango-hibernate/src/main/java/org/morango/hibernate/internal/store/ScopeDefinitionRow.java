package org.morango.hibernate.internal.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** A scope definition. */
@Entity(name = "MorangoScopeDefinitionRow")
@Table(name = "morango_scope_definition")
public class ScopeDefinitionRow {
    @Id
    @Column(name = "id", length = 100, nullable = false)
    public String id = "";

    @Column(name = "profile", length = 40, nullable = false)
    public String profile = "";

    @Column(name = "version", nullable = false)
    public int version;

    @Column(name = "primary_scope_param_key", length = 100, nullable = false)
    public String primaryScopeParamKey = "";

    @JdbcTypeCode(SqlTypes.LONG32VARCHAR)
    @Column(name = "description", nullable = false)
    public String description = "";

    @JdbcTypeCode(SqlTypes.LONG32VARCHAR)
    @Column(name = "read_filter_template", nullable = false)
    public String readFilter = "";

    @JdbcTypeCode(SqlTypes.LONG32VARCHAR)
    @Column(name = "write_filter_template", nullable = false)
    public String writeFilter = "";

    @JdbcTypeCode(SqlTypes.LONG32VARCHAR)
    @Column(name = "read_write_filter_template", nullable = false)
    public String readWriteFilter = "";
}
