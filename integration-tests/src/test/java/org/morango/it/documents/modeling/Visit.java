package org.morango.it.documents.modeling;

import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.ManyToOne;
import org.morango.hibernate.mapping.Syncable;

@Entity
@Syncable(profile = "clinic", model = "visit", partition = "${root}:patients:${patient}:")
public class Visit extends Audited {
    @ManyToOne(optional = false, fetch = FetchType.LAZY)
    private Patient patient;

    private String reason;

    protected Visit() {}

    public Visit(Patient patient, String reason) {
        this.patient = patient;
        this.reason = reason;
    }

    public Patient patient() {
        return patient;
    }
}
