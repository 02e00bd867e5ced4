package org.morango.hibernate.model;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import java.math.BigDecimal;
import org.hibernate.annotations.DynamicUpdate;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;
import org.morango.record.RecordIdRule;

/** An entity whose id is its source id. Its name is unique, and only changed columns are updated. */
@Entity
@DynamicUpdate
@Syncable(profile = "facilitydata", model = "user", id = RecordIdRule.SOURCE_ID)
public class Learner extends SyncableEntity {
    @Column(unique = true, nullable = false, length = 20)
    public String username;

    public boolean isStaff;
    public BigDecimal credit;

    protected Learner() {}

    @SuppressWarnings("this-escape")
    public Learner(String id, String username) {
        setId(id);
        this.username = username;
    }

    @Override
    protected String partition() {
        return ID + ":user";
    }
}
