package org.morango.hibernate.clinic;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import org.morango.hibernate.mapping.Identity;
import org.morango.hibernate.mapping.Syncable;

/** An entity that has a code, by which it is the same at every peer, and a number, which differs. */
@Entity
@Syncable(profile = "facilitydata", model = "allergy", identity = Identity.NATURAL, natural = "code")
public class Allergy {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Integer number;

    @Column(unique = true, nullable = false)
    public String code;

    public String description;

    protected Allergy() {}

    public Allergy(String code, String description) {
        this.code = code;
        this.description = description;
    }
}
