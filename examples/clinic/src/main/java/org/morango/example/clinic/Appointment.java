package org.morango.example.clinic;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import java.time.LocalDateTime;
import org.hibernate.annotations.SQLDelete;
import org.hibernate.annotations.SQLRestriction;
import org.jspecify.annotations.Nullable;

/** Appointment of a patient with a doctor. A cancelled appointment stays in its table, marked as deleted. */
@Entity
@SQLDelete(sql = "update appointment set deleted = true, version = version + 1 where id = ? and version = ?")
@SQLRestriction("deleted = false")
public class Appointment extends Audited {
    @Id
    @GeneratedValue
    private @Nullable Long id;

    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    private Patient patient;

    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    private Doctor doctor;

    @Column(nullable = false)
    private LocalDateTime scheduledFor;

    @Column(nullable = false)
    private boolean deleted;

    @SuppressWarnings("NullAway.Init")
    protected Appointment() {}

    public Appointment(Patient patient, Doctor doctor, LocalDateTime scheduledFor) {
        this.patient = patient;
        this.doctor = doctor;
        this.scheduledFor = scheduledFor;
    }

    public @Nullable Long getId() {
        return id;
    }

    public Patient getPatient() {
        return patient;
    }

    public Doctor getDoctor() {
        return doctor;
    }

    public LocalDateTime getScheduledFor() {
        return scheduledFor;
    }

    public boolean isDeleted() {
        return deleted;
    }
}
