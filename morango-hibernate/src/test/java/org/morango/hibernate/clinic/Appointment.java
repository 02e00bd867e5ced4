package org.morango.hibernate.clinic;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import java.time.Instant;
import org.hibernate.annotations.CreationTimestamp;
import org.hibernate.annotations.SQLDelete;
import org.hibernate.annotations.SQLRestriction;
import org.hibernate.annotations.UpdateTimestamp;
import org.morango.hibernate.mapping.Syncable;

/** An entity whose deleted rows stay in the table, and of which Hibernate makes values. */
@Entity
@Syncable(profile = "facilitydata", model = "appointment")
@SQLDelete(sql = "update Appointment set cancelled = 1 where id = ?")
@SQLRestriction("cancelled = 0")
public class Appointment {
    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Long id;

    @ManyToOne(fetch = FetchType.LAZY)
    public Patient patient;

    public String subject;

    @Column(nullable = false)
    public int cancelled;

    @CreationTimestamp
    public Instant created;

    @UpdateTimestamp
    public Instant changed;

    protected Appointment() {}

    public Appointment(Patient patient, String subject) {
        this.patient = patient;
        this.subject = subject;
    }
}
