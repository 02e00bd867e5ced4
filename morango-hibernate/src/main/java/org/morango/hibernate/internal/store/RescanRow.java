package org.morango.hibernate.internal.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/**
 * A model whose rows were changed in a way that does not tell which. Each transaction leaves a note of its own, so that
 * none waits for another, and none is removed by a pass that has not seen the changes it stands for.
 */
@Entity(name = "MorangoRescanRow")
@Table(name = "morango_rescan")
public class RescanRow {
    @Id
    @Column(name = "id", length = 32, nullable = false)
    public String id = "";

    @Column(name = "profile", length = 40, nullable = false)
    public String profile = "";

    @Column(name = "model_name", length = 100, nullable = false)
    public String modelName = "";
}
