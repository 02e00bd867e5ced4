package org.morango.hibernate.clinic;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import java.util.UUID;
import org.morango.hibernate.mapping.Syncable;

/** An entity whose key is the same at every peer. */
@Entity
@Syncable(profile = "facilitydata", model = "asset")
public class Asset {
    @Id
    @GeneratedValue
    @Column(name = "number")
    public UUID key;

    public String label;

    @ManyToOne
    public Asset within;

    protected Asset() {}

    public Asset(String label) {
        this.label = label;
    }
}
