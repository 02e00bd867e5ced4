package org.morango.hibernate.model;

import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.PrePersist;
import jakarta.persistence.PreUpdate;
import java.util.HashSet;
import java.util.Set;
import org.hibernate.annotations.CreationTimestamp;
import org.morango.hibernate.mapping.NotSynced;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;

/** An entity that counts its own changes, as applications stamp theirs with the time. */
@Entity
@Syncable(profile = "facilitydata", model = "stamped")
public class Stamped extends SyncableEntity {
    public int changes;

    @ElementCollection
    public Set<String> labels = new HashSet<>();

    @NotSynced
    @CreationTimestamp
    public java.time.Instant created;

    @PrePersist
    @PreUpdate
    void count() {
        changes++;
    }

    @Override
    protected String partition() {
        return "teams";
    }
}
