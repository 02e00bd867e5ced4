package org.morango.it.documents.modeling;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import org.morango.hibernate.mapping.Identity;
import org.morango.hibernate.mapping.Syncable;

@Entity
@Syncable(profile = "clinic", model = "country", identity = Identity.KEY)
public class Country {
    @Id
    private String code;

    private String name;

    protected Country() {}

    public Country(String code, String name) {
        this.code = code;
        this.name = name;
    }
}
