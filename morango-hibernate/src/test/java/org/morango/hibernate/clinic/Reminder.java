package org.morango.hibernate.clinic;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import org.hibernate.annotations.SoftDelete;
import org.morango.hibernate.mapping.Syncable;

/** An entity whose deleted rows Hibernate marks. */
@Entity
@SoftDelete
@Syncable(profile = "facilitydata", model = "reminder")
public class Reminder {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Long id;

    public String text;

    protected Reminder() {}

    public Reminder(String text) {
        this.text = text;
    }
}
