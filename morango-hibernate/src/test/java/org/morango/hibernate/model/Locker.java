package org.morango.hibernate.model;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import java.time.DayOfWeek;
import java.time.LocalTime;
import org.morango.hibernate.mapping.Syncable;
import org.morango.hibernate.mapping.SyncableEntity;

/** An entity whose values are all unique. */
@Entity
@Syncable(profile = "facilitydata", model = "locker")
public class Locker extends SyncableEntity {
    @Column(nullable = false, unique = true)
    @Enumerated(EnumType.STRING)
    public DayOfWeek cleaned;

    @Column(nullable = false, unique = true)
    public char letter;

    @Column(nullable = false, unique = true, length = 16)
    public byte[] code;

    @Column(nullable = false, unique = true)
    public LocalTime opens;

    @Column(nullable = false, unique = true)
    public float size;

    @Column(nullable = false, unique = true)
    public double weight;

    protected Locker() {}

    @Override
    protected String partition() {
        return "p";
    }
}
