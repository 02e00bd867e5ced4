package org.morango.benchmark.model;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;
import org.morango.record.RecordIdRule;

/** A learner. */
@Entity
@Syncable(profile = "facilitydata", model = "user", id = RecordIdRule.SOURCE_ID)
public class Learner extends SyncableEntity {
    @Column(length = 20, nullable = false)
    private String username = "";

    protected Learner() {}

    @SuppressWarnings("this-escape")
    public Learner(String id) {
        setId(id);
        this.username = id.substring(0, 20);
    }

    @Override
    protected String sourceId() {
        return String.valueOf(getId());
    }

    @Override
    protected String partition() {
        return ID + ":user";
    }
}
