package org.morango.it.database;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import org.morango.hibernate.mapping.Syncable;
import org.morango.testkit.InMemoryReplica;

/** An entity with a key of its own. */
@Entity(name = "Shelf")
@Syncable(profile = InMemoryReplica.PROFILE, model = Shelf.MODEL)
public class Shelf {
    static final String MODEL = "shelf";

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    Long id;

    String name = "";

    protected Shelf() {}

    Shelf(String name) {
        this.name = name;
    }
}
