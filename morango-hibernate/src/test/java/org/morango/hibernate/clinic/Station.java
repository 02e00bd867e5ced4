package org.morango.hibernate.clinic;

import jakarta.persistence.Entity;
import org.morango.hibernate.mapping.Syncable;

/** An entity that moves to another partition when it comes to another site. */
@Entity
@Syncable(profile = "facilitydata", model = "station", partition = "${root}:sites:${site}:")
public class Station extends Audited {
    public String site;
    public String name;

    protected Station() {}

    public Station(String site, String name) {
        this.site = site;
        this.name = name;
    }
}
