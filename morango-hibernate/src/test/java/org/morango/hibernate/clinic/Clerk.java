package org.morango.hibernate.clinic;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;

/** A user of one installation, who is not synced. */
@Entity
public class Clerk {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Long id;

    @Column(unique = true)
    public String name;

    @Column(unique = true)
    public Integer badge;

    protected Clerk() {}

    public Clerk(String name) {
        this.name = name;
    }

    public Clerk(String name, Integer badge) {
        this.name = name;
        this.badge = badge;
    }
}
