package org.morango.it.documents.modeling;

import jakarta.persistence.Entity;
import jakarta.persistence.ManyToMany;
import java.util.HashSet;
import java.util.Set;
import org.morango.hibernate.mapping.Syncable;

@Entity
@Syncable(profile = "clinic", model = "patient", partition = "${root}:patients:${id}:")
public class Patient extends Audited {
    private String name;

    @ManyToMany
    private Set<Allergy> allergies = new HashSet<>();

    protected Patient() {}

    public Patient(String name) {
        this.name = name;
    }

    public String name() {
        return name;
    }

    public Set<Allergy> allergies() {
        return allergies;
    }
}
