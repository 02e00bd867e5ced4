package org.morango.hibernate.model;

import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.OneToOne;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;

/** A badge of one learner, who has no other. */
@Entity
@Syncable(profile = "facilitydata", model = "badge")
public class Badge extends SyncableEntity {
    @OneToOne(fetch = FetchType.LAZY)
    public Learner holder;

    protected Badge() {}

    public Badge(Learner holder) {
        this.holder = holder;
    }

    @Override
    protected String partition() {
        return "p";
    }
}
