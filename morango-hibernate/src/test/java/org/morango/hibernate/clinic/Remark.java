package org.morango.hibernate.clinic;

import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.ManyToOne;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;

/** An entity whose key is the id of its record, and that refers to one which has a key of its own. */
@Entity
@Syncable(profile = "facilitydata", model = "remark")
public class Remark extends SyncableEntity {
    @ManyToOne(optional = false, fetch = FetchType.LAZY)
    public Visit visit;

    public String text;
    public String root;

    protected Remark() {}

    public Remark(String root, Visit visit, String text) {
        this.root = root;
        this.visit = visit;
        this.text = text;
    }

    @Override
    protected String partition() {
        return root;
    }
}
