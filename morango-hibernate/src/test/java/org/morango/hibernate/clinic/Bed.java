package org.morango.hibernate.clinic;

import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import jakarta.persistence.UniqueConstraint;
import org.morango.hibernate.mapping.Identity;
import org.morango.hibernate.mapping.Syncable;

/** An entity whose id and partition follow from the record that it refers to, so that it moves with that record. */
@Entity
@Table(
        uniqueConstraints =
                @UniqueConstraint(
                        name = "bed_label",
                        columnNames = {"station_id", "label"}))
@Syncable(
        profile = "facilitydata",
        model = "bed",
        identity = Identity.NATURAL,
        natural = {"station", "label"},
        partition = "${root}:stations:${station}:")
public class Bed {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Long id;

    @ManyToOne(optional = false, fetch = FetchType.LAZY)
    public Station station;

    public String label;
    public String note;

    protected Bed() {}

    public Bed(Station station, String label) {
        this.station = station;
        this.label = label;
    }
}
