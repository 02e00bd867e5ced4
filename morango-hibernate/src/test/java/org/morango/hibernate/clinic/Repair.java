package org.morango.hibernate.clinic;

import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import org.morango.hibernate.mapping.Syncable;

/** An entity that refers to one that moves, and stays where it is. */
@Entity
@Syncable(profile = "facilitydata", model = "repair", partition = "${root}:repairs:")
public class Repair {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Long id;

    @ManyToOne(optional = false, fetch = FetchType.LAZY)
    public Station station;

    public String text;

    protected Repair() {}

    public Repair(Station station, String text) {
        this.station = station;
        this.text = text;
    }
}
