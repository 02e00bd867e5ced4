package org.morango.it.documents.modeling;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import org.morango.hibernate.mapping.Identity;
import org.morango.hibernate.mapping.Syncable;

@Entity
@Syncable(profile = "clinic", model = "allergy", identity = Identity.NATURAL, natural = "code")
public class Allergy {
    @Id
    @GeneratedValue
    private Long id;

    @Column(unique = true, nullable = false)
    private String code;

    private String name;

    protected Allergy() {}

    public Allergy(String code, String name) {
        this.code = code;
        this.name = name;
    }

    public Long getId() {
        return id;
    }
}
