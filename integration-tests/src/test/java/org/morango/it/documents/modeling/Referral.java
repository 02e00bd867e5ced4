package org.morango.it.documents.modeling;

import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import java.util.HashSet;
import java.util.Set;
import org.morango.hibernate.mapping.SyncReference;
import org.morango.hibernate.mapping.Syncable;

@Entity
@Syncable(profile = "clinic", model = "referral", partition = "${root}:patients:${patientId}:")
public class Referral extends Audited {
    @SyncReference(Patient.class)
    private Long patientId;

    @ElementCollection
    @SyncReference(Visit.class)
    private Set<Long> visitIds = new HashSet<>();

    protected Referral() {}

    public Referral(Visit visit) {
        this.patientId = visit.patient().getId();
        this.visitIds.add(visit.getId());
    }

    public Long patientId() {
        return patientId;
    }
}
