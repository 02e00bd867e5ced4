package org.morango.micrometer;

import jakarta.persistence.Entity;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;

@Entity
@Syncable(profile = "station", model = "reading")
class Reading extends SyncableEntity {
    private String station = "";
    private int degrees;

    protected Reading() {}

    Reading(String station, int degrees) {
        this.station = station;
        this.degrees = degrees;
    }

    void setDegrees(int degrees) {
        this.degrees = degrees;
    }

    int getDegrees() {
        return degrees;
    }

    @Override
    protected String partition() {
        return station;
    }
}
