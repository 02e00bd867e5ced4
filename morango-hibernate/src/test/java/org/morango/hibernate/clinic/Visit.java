package org.morango.hibernate.clinic;

import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import org.morango.hibernate.mapping.Syncable;

/** An entity whose rows the database numbers, in the partition of the patient. */
@Entity
@Syncable(profile = "facilitydata", model = "visit", partition = "${root}:patients:${patient}")
public class Visit {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Long id;

    @ManyToOne(optional = false, fetch = FetchType.LAZY)
    public Patient patient;

    public String reason;

    protected Visit() {}

    public Visit(Patient patient, String reason) {
        this.patient = patient;
        this.reason = reason;
    }
}
