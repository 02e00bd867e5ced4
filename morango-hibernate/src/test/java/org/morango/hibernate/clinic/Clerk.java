package org.morango.hibernate.clinic;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;

/** A user of one installation, which is not synced. */
@Entity
public class Clerk {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Long id;

    public String name;

    protected Clerk() {}

    public Clerk(String name) {
        this.name = name;
    }
}
