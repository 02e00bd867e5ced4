package org.morango.example.clinic;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Work at the reception: patients and appointments. */
@Service
@Transactional
class Reception {
    private final Patients patients;
    private final Allergies allergies;
    private final Doctors doctors;
    private final Appointments appointments;

    Reception(Patients patients, Allergies allergies, Doctors doctors, Appointments appointments) {
        this.patients = patients;
        this.allergies = allergies;
        this.doctors = doctors;
        this.appointments = appointments;
    }

    /** Data of a patient to register. Allergies are given by their codes. */
    record NewPatient(
            String name,
            LocalDate born,
            Patient.@Nullable BloodGroup bloodGroup,
            @Nullable String insuranceNumber,
            @Nullable Address address,
            @Nullable Set<String> allergies) {}

    record ListedPatient(Long id, String name, LocalDate born) {}

    /** Registers a patient and returns the patient's number. */
    Long register(NewPatient data) {
        Patient patient = new Patient(data.name(), data.born());
        patient.setBloodGroup(Objects.requireNonNullElse(data.bloodGroup(), Patient.BloodGroup.UNKNOWN));
        patient.setInsuranceNumber(data.insuranceNumber());
        patient.setAddress(data.address());
        for (String code : Objects.requireNonNullElse(data.allergies(), Set.<String>of())) {
            patient.getAllergies().add(allergies.findByCode(code).orElseThrow());
        }
        return Objects.requireNonNull(patients.save(patient).getId());
    }

    @Transactional(readOnly = true)
    List<ListedPatient> find(String partOfName) {
        return patients.findByNameContainingIgnoreCaseOrderByName(partOfName).stream()
                .map(p -> new ListedPatient(Objects.requireNonNull(p.getId()), p.getName(), p.getBorn()))
                .toList();
    }

    void move(Long patient, Address address) {
        patients.findById(patient).orElseThrow().setAddress(address);
    }

    /** Makes an appointment and returns its number; refuses a time that is taken. */
    Long book(Long patient, Long doctor, LocalDateTime when) {
        Doctor with = doctors.findById(doctor).orElseThrow();
        if (appointments.existsByDoctorAndScheduledFor(with, when)) {
            throw new IllegalStateException(with.getName() + " already has an appointment at " + when + ".");
        }
        Appointment booked =
                appointments.save(new Appointment(patients.findById(patient).orElseThrow(), with, when));
        return Objects.requireNonNull(booked.getId());
    }

    void cancel(Long appointment) {
        appointments.delete(appointments.findById(appointment).orElseThrow());
    }
}
