package org.morango.hibernate.clinic;

import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.ManyToMany;
import jakarta.persistence.ManyToOne;
import java.util.LinkedHashSet;
import java.util.Set;
import org.morango.hibernate.mapping.Syncable;

/** An entity that each peer numbers itself. */
@Entity
@Syncable(profile = "facilitydata", model = "patient", partition = "${root}:patients:${id}")
public class Patient extends Audited {
    public String name;
    public Address address;

    @ManyToOne(fetch = FetchType.LAZY)
    public Patient contact;

    @ManyToMany
    public Set<Allergy> allergies = new LinkedHashSet<>();

    protected Patient() {}

    public Patient(String name) {
        this.name = name;
    }

    @Embeddable
    public static class Address {
        public String street;
        public String town;

        protected Address() {}

        public Address(String street, String town) {
            this.street = street;
            this.town = town;
        }
    }
}
