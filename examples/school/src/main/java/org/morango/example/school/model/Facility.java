package org.morango.example.school.model;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.ManyToOne;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;

/** A facility, possibly inside another. */
@Entity
@Syncable(profile = "facilitydata", model = "facility")
public class Facility extends SyncableEntity {
    @Column(length = 100, nullable = false)
    private String name = "";

    @Column(nullable = false)
    private Instant nowDate = Instant.EPOCH;

    @ManyToOne(fetch = FetchType.LAZY)
    private @Nullable Facility parent;

    protected Facility() {}

    public Facility(String name, Instant nowDate, @Nullable Facility parent) {
        this.name = name;
        this.nowDate = nowDate;
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

    public String getName() {
        return name;
    }

    public Instant getNowDate() {
        return nowDate;
    }

    public @Nullable Facility getParent() {
        return parent;
    }
}
