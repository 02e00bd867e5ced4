package org.morango.hibernate.internal.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/**
 * A model with rows that were changed in a way that does not tell which. Each transaction writes its own note, so that
 * none waits for another. A pass does not remove the notes of changes that it has not seen.
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
