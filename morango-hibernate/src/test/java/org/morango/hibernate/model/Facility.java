package org.morango.hibernate.model;

import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.ManyToOne;
import java.time.Instant;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;

/** An entity that refers to itself. Its source id is its name. */
@Entity
@Syncable(profile = "facilitydata", model = "facility")
public class Facility extends SyncableEntity {
    public String name;
    public Instant nowDate = Instant.parse("2026-11-23T00:26:50.904Z");

    @ManyToOne(fetch = FetchType.LAZY)
    public Facility parent;

    protected Facility() {}

    public Facility(String name, Facility parent) {
        this.name = name;
        this.parent = parent;
    }

    @Override
    protected String sourceId() {
        return name;
    }

    @Override
    protected String partition() {
        return "";
    }
}
