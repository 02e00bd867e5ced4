package org.morango.example.clinic;

import jakarta.persistence.CascadeType;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Visit of a patient to a doctor, with what was measured and prescribed. */
@Entity
public class Visit extends Audited {
    /** Whether the visit can still be written to. */
    public enum Status {
        OPEN,
        CLOSED
    }

    @Id
    @GeneratedValue
    private @Nullable Long id;

    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    private Patient patient;

    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    private Doctor doctor;

    @Column(nullable = false)
    private Instant startedAt;

    @Column(nullable = false, length = 400)
    private String reason;

    @Enumerated(EnumType.STRING)
    @Column(nullable = false, length = 10)
    private Status status = Status.OPEN;

    @ManyToOne(fetch = FetchType.LAZY)
    private @Nullable Diagnosis diagnosis;

    @ManyToOne(fetch = FetchType.LAZY)
    private @Nullable Visit followUpOf;

    @OneToMany(mappedBy = "visit", cascade = CascadeType.ALL, orphanRemoval = true)
    @OrderBy("id")
    private List<Measurement> measurements = new ArrayList<>();

    @OneToMany(mappedBy = "visit", cascade = CascadeType.ALL, orphanRemoval = true)
    @OrderBy("id")
    private List<Prescription> prescriptions = new ArrayList<>();

    @SuppressWarnings("NullAway.Init")
    protected Visit() {}

    public Visit(Patient patient, Doctor doctor, Instant startedAt, String reason) {
        this.patient = patient;
        this.doctor = doctor;
        this.startedAt = startedAt;
        this.reason = reason;
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

    public Instant getStartedAt() {
        return startedAt;
    }

    public String getReason() {
        return reason;
    }

    public Status getStatus() {
        return status;
    }

    public @Nullable Diagnosis getDiagnosis() {
        return diagnosis;
    }

    public void setDiagnosis(@Nullable Diagnosis diagnosis) {
        this.diagnosis = diagnosis;
    }

    public @Nullable Visit getFollowUpOf() {
        return followUpOf;
    }

    public void setFollowUpOf(@Nullable Visit followUpOf) {
        this.followUpOf = followUpOf;
    }

    public List<Measurement> getMeasurements() {
        return measurements;
    }

    public List<Prescription> getPrescriptions() {
        return prescriptions;
    }

    public void measure(String name, BigDecimal amount, String unit) {
        measurements.add(new Measurement(this, name, amount, unit));
    }

    public void prescribe(String medicine, BigDecimal dailyDoseMg, int days) {
        prescriptions.add(new Prescription(this, medicine, dailyDoseMg, days));
    }

    public void close() {
        status = Status.CLOSED;
    }
}
