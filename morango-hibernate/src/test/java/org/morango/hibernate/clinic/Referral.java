package org.morango.hibernate.clinic;

import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.OrderColumn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.morango.hibernate.mapping.SyncReference;
import org.morango.hibernate.mapping.Syncable;

/** An entity that refers to others by plain values, which hold their keys. */
@Entity
@Syncable(profile = "facilitydata", model = "referral", partition = "${root}:patients:${patientId}")
public class Referral {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Long id;

    @SyncReference(Patient.class)
    public Long patientId;

    @ElementCollection
    @OrderColumn
    @SyncReference(Visit.class)
    public List<Long> visitIds = new ArrayList<>();

    @ElementCollection
    @SyncReference(Allergy.class)
    public Map<String, Integer> allergyNumbers = new HashMap<>();

    protected Referral() {}

    public Referral(Patient patient) {
        this.patientId = patient.id;
    }
}
