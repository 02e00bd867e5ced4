package org.morango.example.clinic;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Work in the consulting room: visits, with their measurements and prescriptions. */
@Service
@Transactional
class Consultation {
    private final Patients patients;
    private final Doctors doctors;
    private final Diagnoses diagnoses;
    private final Visits visits;
    private final Clock clock;

    Consultation(Patients patients, Doctors doctors, Diagnoses diagnoses, Visits visits, Clock clock) {
        this.patients = patients;
        this.doctors = doctors;
        this.diagnoses = diagnoses;
        this.visits = visits;
        this.clock = clock;
    }

    /** Visit in a patient's history. Measurements read like {@code systolic 138.50 mmHg}. */
    record PastVisit(
            Long id,
            Instant startedAt,
            String doctor,
            String reason,
            Visit.Status status,
            @Nullable String diagnosis,
            @Nullable Long followUpOf,
            List<String> measurements,
            List<String> medicines) {}

    /** Opens a visit and returns its number. */
    Long open(Long patient, Long doctor, String reason, @Nullable Long followUpOf) {
        Visit visit = new Visit(
                patients.findById(patient).orElseThrow(),
                doctors.findById(doctor).orElseThrow(),
                clock.instant(),
                reason);
        if (followUpOf != null) {
            visit.setFollowUpOf(visits.findById(followUpOf).orElseThrow());
        }
        return Objects.requireNonNull(visits.save(visit).getId());
    }

    void measure(Long visit, String name, BigDecimal amount, String unit) {
        opened(visit).measure(name, amount, unit);
    }

    void prescribe(Long visit, String medicine, BigDecimal dailyDoseMg, int days) {
        opened(visit).prescribe(medicine, dailyDoseMg, days);
    }

    /** Closes a visit with the diagnosis of a code. */
    void close(Long visit, String diagnosis) {
        Visit closed = opened(visit);
        closed.setDiagnosis(diagnoses.findByCode(diagnosis).orElseThrow());
        closed.close();
    }

    @Transactional(readOnly = true)
    List<PastVisit> history(Long patient) {
        return visits.of(patients.findById(patient).orElseThrow()).stream()
                .map(Consultation::past)
                .toList();
    }

    private static PastVisit past(Visit visit) {
        Diagnosis diagnosis = visit.getDiagnosis();
        Visit earlier = visit.getFollowUpOf();
        return new PastVisit(
                Objects.requireNonNull(visit.getId()),
                visit.getStartedAt(),
                visit.getDoctor().getName(),
                visit.getReason(),
                visit.getStatus(),
                diagnosis == null ? null : diagnosis.getCode(),
                earlier == null ? null : earlier.getId(),
                visit.getMeasurements().stream()
                        .map(m -> m.getName() + " " + m.getAmount() + " " + m.getUnit())
                        .toList(),
                visit.getPrescriptions().stream().map(Prescription::getMedicine).toList());
    }

    private Visit opened(Long id) {
        Visit visit = visits.findById(id).orElseThrow();
        if (visit.getStatus() == Visit.Status.CLOSED) {
            throw new IllegalStateException("The visit " + id + " is closed.");
        }
        return visit;
    }
}
