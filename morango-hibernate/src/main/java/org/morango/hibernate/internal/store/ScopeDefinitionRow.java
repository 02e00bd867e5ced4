package org.morango.hibernate.internal.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.Length;

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

    @Column(name = "description", length = Length.LONG32, nullable = false)
    public String description = "";

    @Column(name = "read_filter_template", length = Length.LONG32, nullable = false)
    public String readFilter = "";

    @Column(name = "write_filter_template", length = Length.LONG32, nullable = false)
    public String writeFilter = "";

    @Column(name = "read_write_filter_template", length = Length.LONG32, nullable = false)
    public String readWriteFilter = "";

    /** Names of models, one a line; empty for all models. */
    @Column(name = "read_models", length = Length.LONG32, nullable = false)
    public String readModels = "";

    @Column(name = "write_models", length = Length.LONG32, nullable = false)
    public String writeModels = "";
}
